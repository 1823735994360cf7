package qio.api.channel;

import java.io.EOFException;

/**
 * The channel below ended without the farewell of the layer above it, TLS's {@code close_notify}
 * for instance: somebody may have cut the stream. What was read before is good; that it was all
 * cannot be known.
 */
public final class TruncatedStreamException extends EOFException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports a truncated stream.
   *
   * @param message what is missing, where, and what to try
   */
  public TruncatedStreamException(String message) {
    super(message);
  }
}
