package org.example.qio.qmp;

/** QEMU refused a command, or failed at it. The conversation goes on. */
public final class QmpRefusedException extends QmpException {

  private static final long serialVersionUID = 1L;

  /** The command. */
  private final String command;

  /** QEMU's class of error. */
  private final String errorClass;

  /** QEMU's words. */
  private final String description;

  /**
   * Makes one.
   *
   * @param address where QEMU is
   * @param command the command
   * @param errorClass QEMU's class of error
   * @param description QEMU's words
   */
  QmpRefusedException(String address, String command, String errorClass, String description) {
    super(
        address + ": QEMU refuses " + command + ": " + description + " (" + errorClass + ")", null);
    this.command = command;
    this.errorClass = errorClass;
    this.description = description;
  }

  /**
   * What was refused.
   *
   * @return the command's name
   */
  public String command() {
    return command;
  }

  /**
   * What kind of error it is.
   *
   * @return {@code CommandNotFound}, {@code DeviceNotFound} or, of most, {@code GenericError}
   */
  public String errorClass() {
    return errorClass;
  }

  /**
   * Why.
   *
   * @return QEMU's words, for people
   */
  public String description() {
    return description;
  }
}
