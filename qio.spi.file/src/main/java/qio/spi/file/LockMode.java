package qio.spi.file;

/** What an open file allows others who ask for locks, as the option {@code lock} says it. */
enum LockMode {
  /** Everything. */
  NONE,
  /** Shared locks. */
  SHARED,
  /** No lock. */
  EXCLUSIVE
}
