package org.example.qio.qmp;

/** The conversation is over: it was closed here, the peer has ended it, or the connection broke. */
public final class QmpClosedException extends QmpException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what failed, where and why
   * @param cause what was at the bottom of it, or null
   */
  QmpClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
