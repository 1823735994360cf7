package qio.spi.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.aio.Readiness;
import qio.api.channel.QioChannel;

/**
 * Reads a FIFO that may not have had a writer yet. To the kernel, without a writer, it is at its
 * end; only a poll, which tells of a hang-up after the last writer but not before the first, knows
 * the difference.
 */
final class FifoReader implements ByteMover {

  /** What is ready now, of the bits asked for and of errors and hang-ups. */
  @FunctionalInterface
  interface Look {
    int poll(int readiness) throws IOException;
  }

  private final ByteMover fifo;
  private final Look look;

  /** Guarded by the channel's reading. */
  private boolean awaitsWriter = true;

  FifoReader(ByteMover fifo, Look look) {
    this.fifo = fifo;
    this.look = look;
  }

  @Override
  public long move(ByteBuffer[] dsts, int offset, int length) throws IOException {
    long n = fifo.move(dsts, offset, length);
    if (!awaitsWriter) {
      return n;
    }
    if (n == QioChannel.EOF && look.poll(Readiness.READ) == Readiness.NONE) {
      return QioChannel.WOULD_BLOCK;
    }
    awaitsWriter = false;
    // A writer may have come, and written, between the read and the look.
    return n == QioChannel.EOF ? fifo.move(dsts, offset, length) : n;
  }
}
