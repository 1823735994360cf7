package qio.spi.process;

/** What becomes of a child's standard error. */
enum StderrMode {
  /** Line by line to the logger, or to whom the option {@code stderr-lines} names. */
  LOG,
  /** Into its standard output, and so into what is read from the channel. */
  JOIN,
  /** To the standard error of this process. */
  INHERIT,
  /** Nowhere. */
  DISCARD
}
