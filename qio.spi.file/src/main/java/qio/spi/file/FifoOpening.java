package qio.spi.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import qio.posix.Errno;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixFiles;

/**
 * Opens a FIFO for writing once somebody reads it. The kernel would wait for that in {@code open},
 * where no interrupt of Java's and no time limit reaches; so it is asked again and again, at
 * growing distances.
 */
final class FifoOpening {

  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  private final OpenRequest request;
  private final Set<OpenFlag> flags;
  private final long start = System.nanoTime();
  private final long limit;

  FifoOpening(OpenRequest request, Set<OpenFlag> flags) {
    this.request = request;
    this.flags = EnumSet.copyOf(flags);
    // The FIFO exists: if it goes while it is waited for, no regular file shall take its place.
    this.flags.remove(OpenFlag.CREATE);
    this.limit = request.patience().map(FifoOpening::nanos).orElse(Long.MAX_VALUE);
  }

  private static long nanos(Duration duration) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    return duration.compareTo(longest) > 0 ? Long.MAX_VALUE : duration.toNanos();
  }

  /**
   * Waits.
   *
   * @throws InterruptedIOException if the thread is interrupted
   * @throws FileSystemException if the time is up
   */
  PosixDescriptor await() throws IOException {
    long pause = FIRST_PAUSE_NANOS;
    for (; ; ) {
      long left = limit - (System.nanoTime() - start);
      if (left <= 0) {
        throw new FileSystemException(
            request.address(),
            null,
            "nobody opened this FIFO for reading within "
                + Duration.ofNanos(limit)
                + "; start the reader, or raise connect-timeout");
      }
      LockSupport.parkNanos(this, Math.min(pause, left));
      if (Thread.interrupted()) {
        throw new InterruptedIOException(
            request.address() + ": interrupted while waiting for a reader of this FIFO");
      }
      try {
        return PosixFiles.open(request.path(), flags, request.permissions());
      } catch (IOException e) {
        if (PosixException.in(e).filter(p -> p.number() == Errno.ENXIO.number()).isEmpty()) {
          throw OpenFailure.explain(request, e);
        }
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }
}
