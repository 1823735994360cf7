package qio.api.channel;

import java.io.IOException;

/**
 * A descriptor that an address names is not one that this process was started with and that is
 * still to be had: nothing is open under its number, it was taken before, this process has opened
 * it itself, or no descriptor has the name. The message says which, and what would help.
 */
public final class DescriptorNotInheritedException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports a descriptor that is not there.
   *
   * @param message the address, why, and what would help
   */
  public DescriptorNotInheritedException(String message) {
    super(message);
  }

  /**
   * Reports a descriptor that cannot be had.
   *
   * @param message the address, why, and what would help
   * @param cause what the operating system said
   */
  public DescriptorNotInheritedException(String message, Throwable cause) {
    super(message, cause);
  }
}
