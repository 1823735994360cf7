package qio.spi.socket;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * Until when somebody may be connecting, and what has set that.
 *
 * @param until a {@link System#nanoTime} value
 * @param limit how long that is from the beginning; empty if there is no limit
 * @param option what has set it
 */
record ConnectLimit(long until, Optional<Duration> limit, String option) {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  /** A limit that counts from a point in time; one of 0 is none. */
  static ConnectLimit from(long start, Duration limit, String option) {
    boolean limited = limit.isPositive() && limit.compareTo(LONGEST) < 0;
    return new ConnectLimit(
        start + (limited ? limit : LONGEST).toNanos(),
        limited ? Optional.of(limit) : Optional.empty(),
        option);
  }

  /** The one that ends first. */
  ConnectLimit orSooner(ConnectLimit other) {
    return other.until - until < 0 ? other : this;
  }

  /** Nanoseconds left; 0 or less when the time is up. */
  long left() {
    return until - System.nanoTime();
  }

  private String told() {
    return limit.map(time -> option + "=" + time.toMillis() + "ms").orElse("");
  }

  /** What came of a place that did not answer. */
  SocketTimeoutException noAnswer() {
    return new SocketTimeoutException("no answer in time (" + told() + ")");
  }

  /** What came of a place whose turn did not come. */
  SocketTimeoutException notTried() {
    return new SocketTimeoutException("not tried in time (" + told() + ")");
  }
}
