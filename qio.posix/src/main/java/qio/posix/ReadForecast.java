package qio.posix;

/**
 * Guesses from the last reads of a socket whether the next one would find nothing. Where question
 * and answer alternate every read begins with a vain {@code recv}; a thread that waits in {@code
 * ppoll} at once saves it. Where bytes are there already it is the {@code ppoll} that would be
 * vain, so the guess is made after {@value #LEARNED} vain reads in a row only, every {@value
 * #TRIED_ANYWAY}-th read tries all the same, and one that finds bytes ends it.
 *
 * <p>Used by the one thread that reads.
 */
final class ReadForecast {

  private static final int LEARNED = 3;
  private static final int TRIED_ANYWAY = 8;

  /** How many reads in a row have found nothing at their first try. */
  private int vain;

  /** How many reads in a row have been foretold. */
  private int foretold;

  /**
   * Whether the read under way has found nothing yet, or was foretold: what it finds tells little.
   */
  private boolean waited;

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
    return true;
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
      vain = 0;
      foretold = 0;
    }
    waited = false;
  }
}
