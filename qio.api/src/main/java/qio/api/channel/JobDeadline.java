package qio.api.channel;

import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Until when whatever is done with a channel may wait.
 *
 * @param until a {@link System#nanoTime} value
 * @param limit the time that there was, for people
 */
record JobDeadline(long until, Duration limit) implements SleepLimit {

  /** A deadline that counts from a point in time, a {@link System#nanoTime} value. */
  static JobDeadline since(long start, Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("a deadline is not before now: " + limit);
    }
    return new JobDeadline(
        start + (limit.compareTo(Deadline.LONGEST) > 0 ? Deadline.LONGEST : limit).toNanos(),
        limit);
  }

  @Override
  public long left() {
    return until - System.nanoTime();
  }

  @Override
  public SocketTimeoutException passed(String address, IoCondition condition, long transferred) {
    return ChannelFailures.tooLate(
        address
            + ": the deadline of "
            + limit.toMillis()
            + " ms has passed while waiting to "
            + (condition == IoCondition.OUT ? "write" : "read")
            + ", "
            + transferred
            + " bytes into this call; the channel is still usable, with another deadline",
        transferred);
  }
}
