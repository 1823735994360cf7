package qio.spi.socket;

import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Until when somebody may be connecting, and what has set that.
 *
 * @param until a {@link System#nanoTime} value
 * @param told the limit for people; empty if there is none
 */
record ConnectLimit(long until, String told) {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  /** A limit that counts from a point in time; one of 0 is none. */
  static ConnectLimit from(long start, Duration limit, String option) {
    boolean limited = limit.isPositive() && limit.compareTo(LONGEST) < 0;
    return new ConnectLimit(
        start + (limited ? limit : LONGEST).toNanos(),
        limited ? option + "=" + limit.toMillis() + "ms" : "");
  }

  /** The one that ends first. */
  ConnectLimit orSooner(ConnectLimit other) {
    return other.until - until < 0 ? other : this;
  }

  /** Nanoseconds left; 0 or less when the time is up. */
  long left() {
    return until - System.nanoTime();
  }

  /** What came of a place that did not answer. */
  SocketTimeoutException noAnswer() {
    return new SocketTimeoutException("no answer in time (" + told + ")");
  }

  /** What came of a place whose turn did not come. */
  SocketTimeoutException notTried() {
    return new SocketTimeoutException("not tried in time (" + told + ")");
  }
}
