package qio.spi.tls;

import java.util.Optional;
import java.util.regex.Pattern;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.HostPort;

/**
 * The peer as a client knows it.
 *
 * @param name what its certificate must be for: a host name or a numeric address
 * @param port its port, for the engine's store of sessions; -1 if it has none
 */
record PeerName(String name, int port) {

  private static final Pattern ONLY_DIGITS = Pattern.compile("\\d+");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /** The name given by option, or else the host in the address; empty if there is neither. */
  static Optional<PeerName> of(Optional<String> given, Optional<Endpoint> endpoint) {
    Optional<HostPort> host = endpoint.flatMap(PeerName::hostPort);
    int port = host.map(HostPort::port).orElse(-1);
    return given
        .or(() -> host.map(HostPort::host).filter(PeerName::isName))
        .map(name -> new PeerName(withoutDot(name), port));
  }

  /** Not every address has a host; a transport of a third party may write anything. */
  private static Optional<HostPort> hostPort(Endpoint endpoint) {
    if (!endpoint.target().startsWith("//")) {
      return Optional.empty();
    }
    try {
      return Optional.of(endpoint.hostPort());
    } catch (InvalidAddressException e) {
      return Optional.empty(); // a target of another form, which the transport understands
    }
  }

  /** A bare number is no host (a vsock address has one), and nothing is no name. */
  private static boolean isName(String host) {
    return !host.isEmpty() && !ONLY_DIGITS.matcher(host).matches();
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Whether it is a numeric address, which is never sent as a name (RFC 6066, 3). */
  boolean isNumeric() {
    return name.indexOf(':') >= 0 || IPV4.matcher(name).matches();
  }
}
