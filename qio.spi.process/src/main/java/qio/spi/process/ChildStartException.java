package qio.spi.process;

import java.io.IOException;

/** A child could not be started. Nothing is left behind. */
public final class ChildStartException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why a child could not be started. */
  public enum Reason {
    /** There is no such file, or none of the name in {@code PATH} ({@code ENOENT}). */
    NOT_FOUND,
    /** There is a file that must not be executed, or a directory ({@code EACCES}). */
    NOT_EXECUTABLE,
    /** The file is executable and no program ({@code ENOEXEC}), or its interpreter is missing. */
    NOT_A_PROGRAM,
    /** The arguments and the environment are longer than the system takes ({@code E2BIG}). */
    TOO_LONG,
    /** The working directory is none, or must not be entered. */
    BAD_DIRECTORY,
    /** Want of descriptors, processes or memory. */
    NO_RESOURCES,
    /** Anything else, which the cause tells. */
    OTHER
  }

  /** Why. */
  private final Reason reason;

  ChildStartException(String address, Reason reason, String text, Throwable cause) {
    super(address + ": " + text, cause);
    this.reason = reason;
  }

  ChildStartException(String address, Reason reason, String text) {
    super(address + ": " + text);
    this.reason = reason;
  }

  /**
   * Why the child could not be started.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
