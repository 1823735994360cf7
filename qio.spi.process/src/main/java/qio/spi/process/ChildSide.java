package qio.spi.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.aio.Pollable;

/** One end of a pipe to or from a child. Transfers never wait. */
interface ChildSide {

  /**
   * Reads or writes, as the side is.
   *
   * @return bytes, {@link qio.api.channel.QioChannel#EOF} or {@link
   *     qio.api.channel.QioChannel#WOULD_BLOCK}
   */
  long move(ByteBuffer[] buffers, int offset, int length) throws IOException;

  /** What of some conditions, in bits of {@code Readiness}, holds now. Called by one thread. */
  int readyOf(int asked) throws IOException;

  /** What a loop waits for. */
  Pollable pollable();

  /** Ends it; once. */
  void close() throws IOException;
}
