package qio.spi.websocket.http;

import java.io.IOException;

/** What a server has answered to the opening handshake is a refusal, or no such answer. */
public final class BadResponse extends IOException {

  private static final long serialVersionUID = 1L;

  /** The status that it has answered; 0 if it speaks no HTTP. */
  private final int status;

  /**
   * Reports a refusal.
   *
   * @param status the status of the answer; 0 if it was no HTTP
   * @param message what was wrong, in a few words
   */
  public BadResponse(int status, String message) {
    super(message);
    this.status = status;
  }

  /**
   * The status of the answer.
   *
   * @return three digits; 0 if it was no HTTP
   */
  public int status() {
    return status;
  }
}
