package qio.spi.socket;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import qio.posix.SocketName;

/**
 * The order in which the addresses of a host are tried: the families take turns, IPv6 first (RFC
 * 8305, section 4), so that a family that does not work costs one delay and not one for each of its
 * addresses. Within a family the order is that of the name service.
 */
final class AddressOrder {

  private AddressOrder() {}

  /** The same places without those that come twice, in the order in which to try them. */
  static List<SocketName> of(List<SocketName> places) {
    if (places.size() < 2) {
      return places;
    }
    List<SocketName> first = new ArrayList<>();
    List<SocketName> second = new ArrayList<>();
    for (SocketName place : places.stream().distinct().toList()) {
      (isV6(place) ? first : second).add(place);
    }
    List<SocketName> ordered = new ArrayList<>(places.size());
    Iterator<SocketName> six = first.iterator();
    Iterator<SocketName> four = second.iterator();
    while (six.hasNext() || four.hasNext()) {
      if (six.hasNext()) {
        ordered.add(six.next());
      }
      if (four.hasNext()) {
        ordered.add(four.next());
      }
    }
    return ordered;
  }

  private static boolean isV6(SocketName place) {
    return place instanceof SocketName.Inet inet && inet.address() instanceof Inet6Address;
  }
}
