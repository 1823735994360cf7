package qio.tck;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/**
 * A job that waits for a condition of a channel. A wait may return early for no reason (WAIT-1), so
 * it waits again, but not for ever: a channel whose waits never sleep is found out.
 */
final class Waiting {

  /** How often a wait may return before what it waits for has happened. */
  static final int MAX_EARLY_RETURNS = 8;

  private Waiting() {}

  /** Starts to await, as a job that ends when a wait returns after the event, and sleeps now. */
  static Job<Boolean> forIt(
      Setting setting, QioChannel channel, IoCondition condition, BooleanSupplier event) {
    return asleep(setting, () -> channel.await(condition, Patience.limit()), event);
  }

  /** The same with a yield. */
  static Job<Boolean> asCoroutine(
      Setting setting, QioChannel channel, IoCondition condition, BooleanSupplier event) {
    return asleep(
        setting,
        () -> {
          channel.yieldUntil(condition);
          return true;
        },
        event);
  }

  private static Job<Boolean> asleep(Setting setting, Wait wait, BooleanSupplier event) {
    Job<Boolean> job = setting.start(() -> repeat(wait, event));
    job.awaitAsleep();
    return job;
  }

  private static boolean repeat(Wait wait, BooleanSupplier event) throws IOException {
    for (int early = 0; early < MAX_EARLY_RETURNS; early++) {
      if (!wait.once() || event.getAsBoolean()) {
        return event.getAsBoolean();
      }
    }
    return false;
  }

  /** One wait. */
  @FunctionalInterface
  private interface Wait {
    boolean once() throws IOException;
  }
}
