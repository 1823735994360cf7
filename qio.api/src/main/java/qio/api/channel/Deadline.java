package qio.api.channel;

import java.time.Duration;

/**
 * Points in time as values of {@link System#nanoTime}: a time-out counts one wait, a deadline a
 * whole job.
 */
final class Deadline {

  /** No limit. */
  static final long NONE = Long.MAX_VALUE;

  /** What is as good as for ever, and still a point in time when it is added to one. */
  static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private Deadline() {}

  static long after(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("a time limit is not negative: " + limit);
    }
    return after(limit.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : limit.toNanos());
  }

  static long after(long nanos) {
    if (nanos == NONE) {
      return NONE;
    }
    long deadline = System.nanoTime() + nanos;
    return deadline == NONE ? NONE - 1 : deadline;
  }

  /** Nanoseconds left; 0 or less when the time is up; {@link #NONE} if there is no limit. */
  static long remaining(long deadline) {
    return deadline == NONE ? NONE : deadline - System.nanoTime();
  }
}
