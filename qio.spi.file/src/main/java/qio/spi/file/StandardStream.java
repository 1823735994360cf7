package qio.spi.file;

/** The three descriptors that a process is born with. They are its own: never closed by us. */
enum StandardStream {
  IN(0, "standard input"),
  OUT(1, "standard output"),
  ERR(2, "standard error");

  private final int number;
  private final String words;

  StandardStream(int number, String words) {
    this.number = number;
    this.words = words;
  }

  int number() {
    return number;
  }

  /** The name for messages. */
  @Override
  public String toString() {
    return words;
  }
}
