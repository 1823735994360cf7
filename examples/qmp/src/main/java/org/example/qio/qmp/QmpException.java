package org.example.qio.qmp;

import java.io.IOException;

/** A conversation with QEMU went wrong; which way, the type says. */
public abstract sealed class QmpException extends IOException
    permits QmpRefusedException, QmpProtocolException, QmpTimeoutException, QmpClosedException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what failed, where and why
   * @param cause what was at the bottom of it, or null
   */
  QmpException(String message, Throwable cause) {
    super(message, cause);
  }
}
