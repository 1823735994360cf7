package qio.spi.socket;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;
import qio.posix.SocketName;

/**
 * The families of internet addresses that the options {@code ipv4} and {@code ipv6} leave: one that
 * is on alone excludes the other, as one that is off does.
 */
enum AddressFamilies {
  /** Nothing was said: both, or whichever there is. */
  ANY,
  /** Both were asked for: a listener without a host wants both or nothing. */
  BOTH,
  /** IPv4 alone. */
  IPV4,
  /** IPv6 alone. */
  IPV6;

  /**
   * The families that the options leave.
   *
   * @throws InvalidAddressException if they leave none
   */
  static AddressFamilies of(String address, OptionValues values) {
    Optional<Boolean> four = values.get(SocketOptions.IPV4);
    Optional<Boolean> six = values.get(SocketOptions.IPV6);
    if (four.isEmpty() && six.isEmpty()) {
      return ANY;
    }
    boolean wantsFour = four.orElseGet(() -> !six.orElseThrow());
    boolean wantsSix = six.orElseGet(() -> !four.orElseThrow());
    if (!wantsFour && !wantsSix) {
      throw new InvalidAddressException(
          address, "ipv4=off and ipv6=off leave no address; leave one of them out");
    }
    return wantsFour && wantsSix ? BOTH : wantsFour ? IPV4 : IPV6;
  }

  /** Whether an IPv6 socket that stands for every address is to leave IPv4 alone. */
  boolean sixAlone() {
    return this == IPV6;
  }

  /**
   * Those of some places that are of these families.
   *
   * @param address what messages call the address
   * @param places where the address leads
   * @throws UnknownHostException if none of them is
   */
  List<SocketName> among(String address, List<SocketName> places) throws UnknownHostException {
    boolean only = places.size() == 1 && (this == BOTH || holds(places.getFirst()));
    List<SocketName> left = only ? places : places.stream().filter(this::holds).toList();
    if (left.isEmpty()) {
      throw new UnknownHostException(
          address
              + ": the host has no "
              + (this == IPV4 ? "IPv4" : "IPv6")
              + " address, and the options ipv4 and ipv6 allow no other; leave them out");
    }
    return left;
  }

  private boolean holds(SocketName place) {
    if (!(place instanceof SocketName.Inet inet)) {
      return true;
    }
    return switch (this) {
      case ANY -> true;
      case BOTH ->
          !(inet.address() instanceof Inet4Address any && any.isAnyLocalAddress()); // [::] is both
      case IPV4 -> inet.address() instanceof Inet4Address;
      case IPV6 -> inet.address() instanceof Inet6Address;
    };
  }
}
