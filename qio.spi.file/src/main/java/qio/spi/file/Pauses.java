package qio.spi.file;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The time between two attempts at something that the kernel only offers to wait for where no
 * interrupt of Java's and no time limit reaches: growing distances, until a time is up. Used by one
 * thread.
 */
final class Pauses {

  private static final long FIRST_NANOS = 1_000_000;
  private static final long LONGEST_NANOS = 50_000_000;
  private static final Duration LONGEST_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private final String waitingFor;
  private final long limit;
  private final long start = System.nanoTime();
  private long next = FIRST_NANOS;

  /**
   * Begins.
   *
   * @param waitingFor what a thread is told that is interrupted: address and purpose
   * @param limit how long it goes on; empty for without limit
   */
  Pauses(String waitingFor, Optional<Duration> limit) {
    this.waitingFor = waitingFor;
    this.limit =
        limit
            .filter(d -> d.compareTo(LONGEST_LIMIT) < 0)
            .map(Duration::toNanos)
            .orElse(Long.MAX_VALUE);
  }

  /**
   * Sleeps.
   *
   * @return false at once if the time is up
   * @throws InterruptedIOException if the thread is interrupted
   */
  boolean sleep() throws InterruptedIOException {
    long left = limit - (System.nanoTime() - start);
    if (left <= 0) {
      return false;
    }
    LockSupport.parkNanos(this, Math.min(next, left));
    if (Thread.interrupted()) {
      throw new InterruptedIOException(waitingFor);
    }
    next = Math.min(2 * next, LONGEST_NANOS);
    return true;
  }
}
