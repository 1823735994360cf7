package org.example.qio.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import qio.api.channel.Descriptor;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** Lines to a non-blocking channel, from any thread, whole and one after the other. */
final class LineWriter {

  private final QioChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean torn; // guarded by lock

  LineWriter(QioChannel channel) {
    this.channel = channel;
  }

  /**
   * Writes a line; the descriptors go with its first byte, as QEMU wants them.
   *
   * @param end when to give up, by {@link System#nanoTime}
   * @return false if the time was up before the first byte was taken
   * @throws QmpTimeoutException if it was up in the middle: nothing can be written any more
   */
  boolean write(byte[] line, List<Descriptor> sent, long end)
      throws IOException, InterruptedException {
    if (!lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      if (torn) {
        throw new QmpClosedException(
            channel.address() + ": half a command was sent earlier; connect anew", null);
      }
      return writeAlone(ByteBuffer.wrap(line), sent, end);
    } finally {
      lock.unlock();
    }
  }

  private boolean writeAlone(ByteBuffer line, List<Descriptor> sent, long end) throws IOException {
    ByteBuffer[] srcs = {line};
    List<Descriptor> still = sent;
    while (line.hasRemaining()) {
      torn = line.position() > 0; // also if what follows throws
      long n = channel.writevFull(srcs, 0, 1, still, Set.of());
      if (n != QioChannel.WOULD_BLOCK) {
        still = List.of();
      } else if (!room(end)) {
        if (!torn) {
          return false;
        }
        throw new QmpTimeoutException(
            channel.address() + ": QEMU takes no more, in the middle of a command", null);
      }
    }
    torn = false;
    return true;
  }

  private boolean room(long end) throws IOException {
    long left = end - System.nanoTime();
    return left > 0 && channel.await(IoCondition.OUT, Duration.ofNanos(left));
  }
}
