package qio.api.channel;

import java.io.IOException;

/**
 * A provider exists but cannot be used: native access is denied, the operating system is another
 * one, two modules claim its name. The message says why, of each candidate, and what would help.
 */
public final class ProviderUnavailableException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports a provider that cannot be used.
   *
   * @param message which, for what address, why, and what would help
   */
  public ProviderUnavailableException(String message) {
    super(message);
  }
}
