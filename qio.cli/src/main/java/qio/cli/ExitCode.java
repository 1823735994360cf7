package qio.cli;

import qio.cli.text.FailureText;

/** What the process answers to its caller. */
enum ExitCode {
  /** Done. */
  DONE(0),
  /** Something could not be opened, read or written. */
  IO(1),
  /** The command line asks for something that does not exist or makes no sense. */
  USAGE(2);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /**
   * The code for a command that ended with an exception. Addresses and options that make no sense
   * are reported as {@link IllegalArgumentException} by every provider.
   */
  static ExitCode of(Throwable failure) {
    return FailureText.unwrap(failure) instanceof IllegalArgumentException ? USAGE : IO;
  }
}
