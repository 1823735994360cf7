package qio.cli.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import qio.cli.text.FailureText;
import qio.cli.text.OneLine;

/**
 * What to do when a client cannot be accepted, for want of descriptors most often: wait a little,
 * longer each time, and not say the same thing again and again. Used by the accepting thread alone.
 */
final class AcceptFailures {

  private static final Duration FIRST_WAIT = Duration.ofMillis(10);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** A relay at its limit fails and succeeds in turn: one failure in a minute says as much. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final Consumer<String> log;
  private final LongSupplier clock;
  private Duration wait = FIRST_WAIT;
  private @Nullable String said;
  private long saidAt;
  private boolean recoveryToSay;

  /**
   * Makes it.
   *
   * @param log takes a line
   * @param clock tells the time in nanoseconds
   */
  AcceptFailures(Consumer<String> log, LongSupplier clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Notes a failure; answers how long to wait before the next attempt. */
  Duration failed(IOException failure) {
    String text = FailureText.of(failure);
    long now = clock.getAsLong();
    if (!text.equals(said) || now - saidAt >= SILENCE.toNanos()) {
      log.accept(OneLine.of("cannot accept: " + text + "; trying again"));
      said = text;
      saidAt = now;
      recoveryToSay = true;
    }
    Duration pause = wait;
    Duration longer = wait.multipliedBy(2);
    wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
    return pause;
  }

  /** Notes a success. */
  void succeeded() {
    if (recoveryToSay) {
      log.accept("accepting again");
      recoveryToSay = false;
    }
    wait = FIRST_WAIT;
  }
}
