package qio.spi.tls;

import javax.net.ssl.SSLHandshakeException;

/** The peer did not do its part of the handshake within the option {@code handshake-timeout}. */
public final class HandshakeTimeoutException extends SSLHandshakeException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports a handshake that took too long.
   *
   * @param message where, how long, and what to try
   */
  public HandshakeTimeoutException(String message) {
    super(message);
  }
}
