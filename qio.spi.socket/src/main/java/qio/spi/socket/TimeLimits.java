package qio.spi.socket;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import qio.api.channel.IoCondition;

/**
 * How long one wait in a socket may last, as its user has set it.
 *
 * @param read nanoseconds for something to read, or {@link StreamSettings#NO_LIMIT}
 * @param write nanoseconds for room to write, or {@link StreamSettings#NO_LIMIT}
 */
record TimeLimits(long read, long write) {

  static final TimeLimits NONE = new TimeLimits(StreamSettings.NO_LIMIT, StreamSettings.NO_LIMIT);

  /** Sleeps until a condition may hold or the socket is woken; false if the time was up. */
  @FunctionalInterface
  interface Sleep {
    boolean until(IoCondition condition, long timeoutNanos) throws IOException;
  }

  static TimeLimits of(StreamSettings settings) {
    return new TimeLimits(settings.readTimeout(), settings.writeTimeout());
  }

  /**
   * Sleeps, but no longer than the limit for the direction.
   *
   * @return false if the caller's own time was up
   * @throws SocketTimeoutException if the limit was reached
   */
  boolean await(String address, IoCondition condition, long timeoutNanos, Sleep sleep)
      throws IOException {
    boolean writing = condition == IoCondition.OUT;
    long limit = writing ? write : read;
    if (timeoutNanos <= limit) {
      return sleep.until(condition, timeoutNanos);
    }
    if (sleep.until(condition, limit)) {
      return true;
    }
    throw new SocketTimeoutException(
        address
            + (writing ? ": the peer took nothing for " : ": nothing came from the peer for ")
            + TimeUnit.NANOSECONDS.toMillis(limit)
            + " ms, the limit set with "
            + (writing ? "write-timeout" : "read-timeout"));
  }
}
