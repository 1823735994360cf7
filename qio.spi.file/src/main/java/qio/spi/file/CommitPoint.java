package qio.spi.file;

/** When a file of {@code mode=replace} takes its place, as the option {@code commit} says it. */
enum CommitPoint {
  /** When the channel is closed and no write has failed. */
  CLOSE,
  /** Only when the end of its content is told, by {@code shutdown}. */
  SHUTDOWN
}
