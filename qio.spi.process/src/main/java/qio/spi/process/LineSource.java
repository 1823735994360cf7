package qio.spi.process;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of standard error come from. */
interface LineSource extends AutoCloseable {

  /**
   * Reads at least one byte, waiting for it; -1 at the end, or when nothing is there and it is
   * over.
   */
  int read(ByteBuffer dst) throws IOException;

  /** The child is gone: what is there is still read, and nothing more is waited for. */
  void finish();

  /**
   * Whether the thread that reads is held up in a read, although all that the child has written is
   * read: somebody else has the other end. Only asked after {@link #finish()}.
   */
  boolean isHeldUp();

  /** For another thread than the one that reads: it is to end as soon as it can. */
  void abandon() throws IOException;

  /** For the thread that reads. */
  @Override
  void close() throws IOException;
}
