package qio.cli;

import java.io.IOException;
import qio.api.channel.Relay;
import qio.cli.pump.PumpException;

/**
 * Ends a command with {@link ExitCode#IO} and without a word: whoever read the output has gone
 * away, as {@code head} does, and knows.
 */
final class QuietException extends IOException {

  private static final long serialVersionUID = 1L;

  QuietException(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /**
   * What a command ends with when its pump has failed: the channel's own failure, or this exception
   * if that is standard output and nobody reads it any more.
   */
  static IOException orFailureOf(PumpException e) {
    boolean output = e.end() == Relay.End.SINK && e.address().startsWith("stdio:");
    return output && isBrokenPipe(e.failure()) ? new QuietException(e.failure()) : e.failure();
  }

  /** The portable engines have only the system's words for it, the native ones errno's name. */
  private static boolean isBrokenPipe(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    return text.contains("EPIPE") || text.contains("Broken pipe");
  }
}
