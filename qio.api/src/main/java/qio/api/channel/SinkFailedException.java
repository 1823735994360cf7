package qio.api.channel;

import java.io.IOException;
import java.util.Objects;

/**
 * For providers: thrown by {@code ioTransferTo} to say that it is the sink that failed. Whoever
 * asked for the transfer gets the cause.
 */
public final class SinkFailedException extends IOException {

  private static final long serialVersionUID = 1;

  /** The same as the cause, which is never null. */
  private final IOException failure;

  /**
   * Says that the sink failed.
   *
   * @param failure how
   */
  public SinkFailedException(IOException failure) {
    super(failure.getMessage(), Objects.requireNonNull(failure));
    this.failure = failure;
  }

  IOException failure() {
    return failure;
  }
}
