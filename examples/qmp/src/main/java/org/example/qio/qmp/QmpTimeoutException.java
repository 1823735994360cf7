package org.example.qio.qmp;

/**
 * The peer took no command or gave no answer in time. Unless half a command was sent, the
 * conversation can go on; a late answer is dropped.
 */
public final class QmpTimeoutException extends QmpException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what failed, where and why
   * @param cause what was at the bottom of it, or null
   */
  QmpTimeoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
