package qio.spi.websocket;

import java.io.IOException;

/**
 * The opening handshake was refused, by the peer or by this end, or was none. The message repeats
 * what the one said to the other.
 */
public final class WebSocketHandshakeException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The HTTP status; 0 if there is none. */
  private final int status;

  /**
   * Reports a refusal.
   *
   * @param status the HTTP status with which it was refused; 0 if there was no such answer
   * @param message where, what, why, and what to try
   */
  public WebSocketHandshakeException(int status, String message) {
    super(message);
    this.status = status;
  }

  /**
   * The HTTP status with which the server has refused: the peer's answer at a client, our own at a
   * server.
   *
   * @return three digits; 0 if the peer spoke no HTTP or hung up; 101 if the peer's answer agreed
   *     and was not right
   */
  public int status() {
    return status;
  }
}
