package qio.tck;

/** What became of a test. The worst one of a rule's tests comes last. */
enum Outcome {
  /** It could not be run, because the subject has not what it is about. */
  SKIPPED,
  /** The rule holds. */
  PASSED,
  /** The rule is broken. */
  FAILED
}
