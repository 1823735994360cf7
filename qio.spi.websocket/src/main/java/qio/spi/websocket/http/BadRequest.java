package qio.spi.websocket.http;

import java.io.IOException;

/** What the peer said in the opening handshake is refused; says how, in terms of HTTP. */
public final class BadRequest extends IOException {

  private static final long serialVersionUID = 1L;

  /** The answer. */
  private final Status status;

  /**
   * Reports a refusal.
   *
   * @param status the answer that the peer gets
   * @param message why, in a few words; the peer gets this too
   */
  public BadRequest(Status status, String message) {
    super(message);
    this.status = status;
  }

  /**
   * The answer that the peer gets.
   *
   * @return the status
   */
  public Status status() {
    return status;
  }
}
