package qio.spi.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.WriteFlag;

/**
 * A file in memory: reads and writes happen at one position, which both move; a gap reads as zeros;
 * it grows up to a limit. It never blocks: at the end a read finds the end, and bytes written later
 * can be read later.
 */
final class MemoryBuffer extends MemoryChannel {

  private final long limit;
  private final Waiters nobodyWaits = new Waiters(() -> true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Pages pages = new Pages(); // guarded by lock
  private long position; // guarded by lock

  MemoryBuffer(long limit) {
    super("mem:");
    this.limit = limit;
    setFeature(ChannelFeature.SEEKABLE);
    setFeature(ChannelFeature.READ_MSG_PEEK);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  @Override
  int readyNow() {
    return Readiness.READ | Readiness.WRITE;
  }

  @Override
  Waiters inputWaiters() {
    return nobodyWaits;
  }

  @Override
  Waiters outputWaiters() {
    return nobodyWaits;
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags) {
    lock.lock();
    try {
      long n = readAt(dsts, offset, length, position);
      if (n > 0 && !flags.contains(ReadFlag.MSG_PEEK)) {
        position += n;
      }
      return n;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    lock.lock();
    try {
      long n = writeAt(srcs, offset, length, position);
      position += n;
      return n;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long at) {
    lock.lock();
    try {
      return readAt(dsts, offset, length, at);
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected long ioPwritev(ByteBuffer[] srcs, int offset, int length, long at) throws IOException {
    lock.lock();
    try {
      return writeAt(srcs, offset, length, at);
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. */
  private long readAt(ByteBuffer[] dsts, int offset, int length, long at) {
    long from = at;
    boolean room = false;
    for (int i = offset; i < offset + length; i++) {
      room |= dsts[i].hasRemaining();
      if (from < pages.size()) {
        from += pages.read(from, dsts[i]);
      }
    }
    return from == at && room ? EOF : from - at;
  }

  /** Called with the lock held. */
  private long writeAt(ByteBuffer[] srcs, int offset, int length, long at) throws IOException {
    long to = at;
    for (int i = offset; i < offset + length; i++) {
      int n = Math.clamp(limit - to, 0, srcs[i].remaining());
      pages.write(to, srcs[i], n);
      to += n;
      if (srcs[i].hasRemaining()) {
        break;
      }
    }
    if (to == at && hasBytes(srcs, offset, length)) {
      throw new IOException(
          address()
              + ": the buffer holds %d bytes at most and the write is at %d; open it with a larger"
                  .formatted(limit, at)
              + " limit");
    }
    return to - at;
  }

  private static boolean hasBytes(ByteBuffer[] srcs, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  /** Everything up to the end is data, gaps too. */
  @Override
  protected long ioSeek(long offset, SeekOrigin origin) {
    lock.lock();
    try {
      if (origin.searches() && offset >= pages.size()) {
        return EOF;
      }
      long base =
          switch (origin) {
            case SET, DATA -> 0;
            case CURRENT -> position;
            case END -> pages.size();
            case HOLE -> pages.size() - offset;
          };
      long target = base + offset;
      if (target < 0) { // also when it overflows
        throw new IllegalArgumentException(
            address()
                + ": %d from %s is no position: it would be negative".formatted(offset, origin));
      }
      position = target;
      return target;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void ioClose() {
    lock.lock();
    try {
      pages.clear();
    } finally {
      lock.unlock();
    }
  }
}
