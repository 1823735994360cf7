package org.example.qio.qmp;

/** The peer does not speak QMP, or goes beyond a limit; the connection is closed. */
public final class QmpProtocolException extends QmpException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what failed, where and why
   * @param cause what was at the bottom of it, or null
   */
  QmpProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
