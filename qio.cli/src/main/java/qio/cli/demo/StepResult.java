package qio.cli.demo;

/**
 * What came out at one place of the way.
 *
 * @param step the place
 * @param found what came
 * @param nanos how long it took
 * @param good whether that is what should have come
 */
record StepResult(String step, Content found, long nanos, boolean good) {

  /** Enough to compare by eye; the whole one is printed once. */
  private static final int SHOWN_DIGITS = 8;

  String verdict() {
    return found.digest().substring(0, SHOWN_DIGITS) + (good ? "  ok" : "  WRONG");
  }
}
