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

  /** Whether the read under way was foretold and has not been tried yet, and since when. */
  private boolean waiting;

  private long waitingSince;

  ReadForecast(LongSupplier clock) {
    this.clock = clock;
  }

  /** Whether a read that may wait had better wait before it tries. */
  boolean isNothing() {
    if (vain < LEARNED) {
      return false;
    }
    if (++foretold == TRIED_ANYWAY) {
      foretold = 0;
      return false;
    }
    waited = true;
    waiting = true;
    waitingSince = clock.getAsLong();
    return true;
  }

  /** A try begins. */
  void beforeTry() {
    if (waiting) {
      waiting = false;
      if (clock.getAsLong() - waitingSince < NO_WAIT_NANOS) {
        giveUp();
      }
    }
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
