package qio.spi.websocket.frame;

import java.io.IOException;

/** The peer does not keep to the protocol, or to a limit; says with which code it is told so. */
public final class FrameViolation extends IOException {

  private static final long serialVersionUID = 1L;

  /** The status code of the close frame that answers it. */
  private final int code;

  /**
   * Reports a violation.
   *
   * @param code the status code that the peer is told
   * @param message what it did, in a few words; the peer is told this too
   */
  public FrameViolation(int code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * The status code that the peer is told.
   *
   * @return a code of {@link CloseStatus}
   */
  public int code() {
    return code;
  }
}
