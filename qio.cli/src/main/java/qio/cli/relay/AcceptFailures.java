package qio.cli.relay;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import qio.cli.text.FailureText;
import qio.cli.text.OneLine;

/**
 * What to do when a client cannot be accepted, for want of descriptors most often: wait a little,
 * longer each time, and say the same thing once only. Used by the accepting thread alone.
 */
final class AcceptFailures {

  private static final Duration FIRST_WAIT = Duration.ofMillis(10);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final Consumer<String> log;
  private Duration wait = FIRST_WAIT;
  private @Nullable String said;

  AcceptFailures(Consumer<String> log) {
    this.log = log;
  }

  /** Notes a failure; answers how long to wait before the next attempt. */
  Duration failed(IOException failure) {
    String text = FailureText.of(failure);
    if (!text.equals(said)) {
      log.accept(OneLine.of("cannot accept: " + text + "; trying again, clients wait meanwhile"));
      said = text;
    }
    Duration now = wait;
    wait = wait.multipliedBy(2);
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      wait = LONGEST_WAIT;
    }
    return now;
  }

  /** Notes a success. */
  void succeeded() {
    if (said != null) {
      log.accept("accepting again");
      said = null;
    }
    wait = FIRST_WAIT;
  }
}
