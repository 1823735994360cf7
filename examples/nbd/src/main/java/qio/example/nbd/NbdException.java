package qio.example.nbd;

import java.io.IOException;

/** The server refused something, or does not speak as NBD servers do. */
public final class NbdException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param address the server's address
   * @param what what failed and why
   */
  NbdException(String address, String what) {
    super(address + ": " + what);
  }
}
