package qio.posix;

/**
 * Guesses from the last writes of a socket whether the next one would find too little room. A
 * stream that is faster than its reader has a full socket most of the time: a {@code send} that
 * does not wait then takes a part or nothing, and the one that waits comes after it. A thread that
 * waits inside {@code send} at once saves that. Such a call does not tell whether it had to wait,
 * so every {@value #TRIED_ANYWAY}-th write tries without, and gives the guess up if all had room.
 *
 * <p>Used by the one thread that writes.
 */
final class WriteForecast {

  private static final int TRIED_ANYWAY = 32;

  /** Whether the last write that did not wait was not taken as a whole. */
  private boolean crowded;

  /** How many writes in a row have been foretold. */
  private int foretold;

  /** Whether a write that may wait had better do so in its first call. */
  boolean isTooLittle() {
    if (!crowded) {
      return false;
    }
    if (++foretold == TRIED_ANYWAY) {
      foretold = 0;
      return false;
    }
    return true;
  }

  /** A send that did not wait has taken all that it was given. */
  void tookAll() {
    crowded = false;
    foretold = 0;
  }

  /** A send that did not wait has taken a part, or nothing. */
  void tookLess() {
    crowded = true;
  }
}
