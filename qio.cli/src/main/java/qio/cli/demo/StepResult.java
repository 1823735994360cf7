package qio.cli.demo;

/**
 * What came out at one place of the way.
 *
 * @param step the place
 * @param bytes how many bytes came
 * @param nanos how long it took
 * @param digest their SHA-256, in hexadecimal digits
 * @param good whether that is the file's
 */
record StepResult(String step, long bytes, long nanos, String digest, boolean good) {

  /** Enough to compare by eye; the whole one is printed once. */
  private static final int SHOWN_DIGITS = 8;

  String digestText() {
    return digest.substring(0, SHOWN_DIGITS) + (good ? "  ok" : "  WRONG");
  }
}
