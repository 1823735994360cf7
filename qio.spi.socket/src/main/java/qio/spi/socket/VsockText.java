package qio.spi.socket;

import java.util.Map;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.posix.SocketName;

/**
 * Reads and writes {@code vsock://cid:port}: decimal numbers, and names for the cids that have one.
 */
final class VsockText {

  /** The scheme. */
  static final String SCHEME = "vsock";

  private static final Map<String, Long> NAMES =
      Map.of(
          "", SocketName.Vsock.ANY,
          "any", SocketName.Vsock.ANY,
          "hypervisor", SocketName.Vsock.HYPERVISOR,
          "local", SocketName.Vsock.LOCAL,
          "host", SocketName.Vsock.HOST);

  private VsockText() {}

  /**
   * Reads an address.
   *
   * @throws InvalidAddressException if it is not of the form, or a number is out of range
   */
  static SocketName.Vsock parse(Endpoint endpoint) {
    String target = endpoint.target();
    int colon = target.lastIndexOf(':');
    if (!target.startsWith("//") || colon < 2) {
      throw bad(endpoint, "is written vsock://cid:port");
    }
    String cid = target.substring(2, colon);
    Long named = NAMES.get(cid);
    return new SocketName.Vsock(
        named != null ? named : number(endpoint, cid, "a cid is any, hypervisor, local, host or "),
        number(endpoint, target.substring(colon + 1), "a port is "));
  }

  private static long number(Endpoint endpoint, String text, String what) {
    boolean digits =
        !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(VsockText::digit);
    long number = digits ? Long.parseLong(text) : -1;
    if (number < 0 || number > SocketName.Vsock.ANY) {
      throw bad(endpoint, what + "a decimal number from 0 to 4294967295, not '" + text + "'");
    }
    return number;
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The cid as it is written: only the one that is no machine's has its name. */
  static String cid(SocketName.Vsock name) {
    return name.cid() == SocketName.Vsock.ANY ? "any" : Long.toString(name.cid());
  }

  private static InvalidAddressException bad(Endpoint endpoint, String why) {
    return new InvalidAddressException(AddressText.of(endpoint), why);
  }
}
