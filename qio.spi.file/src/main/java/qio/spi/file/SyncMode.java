package qio.spi.file;

/** What must be on the disk before a file is closed, as the option {@code sync} says it. */
enum SyncMode {
  /** Nothing: the operating system writes it when it likes. */
  NONE,
  /** The content, and what is needed to read it ({@code fdatasync}). */
  DATA,
  /**
   * Everything that is known of the file ({@code fsync}), and its name in the directory if it may
   * be new there.
   */
  FULL
}
