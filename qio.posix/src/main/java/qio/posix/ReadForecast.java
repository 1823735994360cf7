package qio.posix;

import java.util.function.LongSupplier;

/**
 * Guesses from the last reads of a socket whether the next one would find nothing. Where question
 * and answer alternate every read begins with a vain {@code recv}; a thread that waits in {@code
 * ppoll} at once saves it. Where bytes are there already it is the {@code ppoll} that would be
 * vain: so the guess is made after {@value #LEARNED} vain reads in a row only, and given up as soon
 * as a wait was none, or one of the reads that try all the same, every {@value #TRIED_ANYWAY}-th,
 * has found bytes.
 *
 * <p>Used by the one thread that reads.
 */
final class ReadForecast {

  private static final int LEARNED = 3;
  private static final int TRIED_ANYWAY = 8;

  /** A wait that was over so soon has not slept: to be woken takes longer. */
  private static final long NO_WAIT_NANOS = 2_000;

  private final LongSupplier clock;

  /** How many reads in a row have found nothing at their first try. */
  private int vain;

  /** How many reads in a row have been foretold. */
  private int foretold;

  /** Whether the read under way has waited: that it finds bytes then tells nothing. */
  private boolean waited;

  /** What was said of the next try; whoever asks again before that hears the same. */
  private enum Answer {
    NOT_ASKED,
    NOTHING,
    PERHAPS
  }

  private Answer answer = Answer.NOT_ASKED;

  /** Since when a read waits that was foretold. */
  private long waitingSince;

  ReadForecast(LongSupplier clock) {
    this.clock = clock;
  }

  /** Whether a read that may wait had better wait before it tries. */
  boolean isNothing() {
    if (answer == Answer.NOT_ASKED) {
      answer = foretell();
    }
    return answer == Answer.NOTHING;
  }

  private Answer foretell() {
    if (vain < LEARNED) {
      return Answer.PERHAPS;
    }
    if (++foretold == TRIED_ANYWAY) {
      foretold = 0;
      return Answer.PERHAPS;
    }
    waited = true;
    waitingSince = clock.getAsLong();
    return Answer.NOTHING;
  }

  /** A try begins. */
  void beforeTry() {
    if (answer == Answer.NOTHING && clock.getAsLong() - waitingSince < NO_WAIT_NANOS) {
      giveUp();
    }
    answer = Answer.NOT_ASKED;
  }

  /** A try has found nothing. */
  void foundNothing() {
    if (!waited && vain < LEARNED) {
      vain++;
    }
    waited = true;
  }

  /** A try has found bytes, or the end. */
  void foundSomething() {
    if (!waited) {
      giveUp();
    }
    waited = false;
  }

  private void giveUp() {
    vain = 0;
    foretold = 0;
  }
}
