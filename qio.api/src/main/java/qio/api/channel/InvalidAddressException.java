package qio.api.channel;

/**
 * An address cannot be used as it is written: bad syntax, an unknown scheme, layer or option, or a
 * value out of range. The message quotes the address (secrets removed), says what is wrong in it,
 * and what would be right.
 */
public final class InvalidAddressException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** The address as it may be shown. */
  private final String address;

  /**
   * Reports a bad address.
   *
   * @param address the address, secrets removed
   * @param why what is wrong and what would be right
   */
  public InvalidAddressException(String address, String why) {
    super(address + ": " + why);
    this.address = address;
  }

  /**
   * The address.
   *
   * @return the address as it may be shown
   */
  public String address() {
    return address;
  }
}
