package qio.example.nbd;

/** What a client asks for before it gets at a disk. */
enum NbdOption {
  STARTTLS(5),
  GO(7);

  private final int number;

  NbdOption(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
