package qio.posix;

/** Where {@link PosixFiles#seek} counts from ({@code whence} of {@code lseek}). */
public enum SeekFrom {
  /** The start of the file. */
  START(0),
  /** The current position. */
  CURRENT(1),
  /** The end of the file. */
  END(2),
  /** The next data at or after the offset. */
  DATA(3),
  /** The next hole at or after the offset; the end of the file counts as one. */
  HOLE(4);

  private final int number;

  SeekFrom(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
