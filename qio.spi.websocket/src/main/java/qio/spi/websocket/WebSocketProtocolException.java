package qio.spi.websocket;

import java.io.IOException;

/** The peer broke the protocol or a limit, was told so with a close frame, and is not heard on. */
public final class WebSocketProtocolException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What the peer was told. */
  private final int code;

  /**
   * Reports a violation.
   *
   * @param code the status code that the peer was told
   * @param message where, what, and what to try
   */
  public WebSocketProtocolException(int code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * The status code that the peer was told (RFC 6455, 7.4.1): 1002 for a broken protocol, 1003 for
   * data of the wrong kind, 1007 for text that is no UTF-8 and compressed data that are damaged,
   * 1009 for what is too big.
   *
   * @return the code
   */
  public int code() {
    return code;
  }
}
