package qio.api.channel;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a single wait of a channel may last.
 *
 * @param nanos the limit
 * @param option what has set it, for people
 */
record WaitLimit(long nanos, String option) implements SleepLimit {

  static WaitLimit of(Duration limit, String option) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(option + " is a positive time, not " + limit);
    }
    return new WaitLimit(limit.toNanos(), option);
  }

  @Override
  public long left() {
    return nanos;
  }

  @Override
  public SocketTimeoutException passed(String address, IoCondition condition, long transferred) {
    return ChannelFailures.tooLate(
        address
            + (condition == IoCondition.OUT
                ? ": the peer took nothing for "
                : ": nothing came from the peer for ")
            + TimeUnit.NANOSECONDS.toMillis(nanos)
            + " ms, the limit set with "
            + option,
        transferred);
  }
}
