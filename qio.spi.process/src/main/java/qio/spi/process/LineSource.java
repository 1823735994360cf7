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

  @Override
  void close() throws IOException;
}
