package qio.api.channel;

import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** What ends a sleep in a channel with an exception. */
sealed interface SleepLimit permits JobDeadline, WaitLimit {

  /** Nanoseconds that a sleep which begins now may last; 0 or less if it must not begin. */
  long left();

  /**
   * What whoever has slept so long is told.
   *
   * @param address what messages call the channel
   * @param condition what was waited for
   * @param transferred how many bytes the call had moved before
   */
  SocketTimeoutException passed(String address, IoCondition condition, long transferred);

  /** The one of two that ends a sleep first; null if there is none. */
  static @Nullable SleepLimit sooner(@Nullable SleepLimit one, @Nullable SleepLimit other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.left() < one.left() ? other : one;
  }
}
