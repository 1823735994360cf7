package qio.api.layer;

import java.nio.channels.AsynchronousCloseException;

/** The channel was closed under a call; the JDK's own exception for this has no room for words. */
final class ClosedLayerException extends AsynchronousCloseException {

  private static final long serialVersionUID = 1L;

  private final String message;

  ClosedLayerException(String message) {
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
