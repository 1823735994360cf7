package qio.spi.websocket;

import java.io.IOException;

/**
 * The peer has closed the connection: with a code that is no good end, so that reading fails, or
 * with any, so that nothing can be written any more.
 */
public final class WebSocketClosedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What the peer said. */
  private final int code;

  /** Its words. */
  private final String reason;

  /**
   * Reports the end.
   *
   * @param code the status code of the peer's close frame; 1005 if it had none
   * @param reason the text in it
   * @param message where and what
   */
  public WebSocketClosedException(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  /**
   * The status code of the peer's close frame.
   *
   * @return the code; 1005 if the frame had none
   */
  public int code() {
    return code;
  }

  /**
   * The text of the peer's close frame, as the peer has written it.
   *
   * @return the text; may be empty
   */
  public String reason() {
    return reason;
  }
}
