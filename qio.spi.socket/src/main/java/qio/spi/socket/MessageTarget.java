package qio.spi.socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.SocketName;

/**
 * What the address of a socket for messages names, checked: the peer it is to be connected to, if
 * any, and the place it is to be bound to, if any. Both are written as those of streams are, so
 * they are read as such. Nothing was looked up yet.
 */
final class MessageTarget {

  /** The scheme of internet datagrams. */
  static final String UDP = "udp";

  /** The scheme of datagrams among UNIX sockets. */
  static final String UNIXGRAM = "unixgram";

  private static final List<ChannelOption<?>> ALWAYS =
      List.of(
          SocketOptions.ENGINE,
          SocketOptions.LOCAL,
          SocketOptions.READ_TIMEOUT,
          SocketOptions.WRITE_TIMEOUT,
          SocketOptions.SNDBUF,
          SocketOptions.RCVBUF);
  private static final List<ChannelOption<?>> OF_UDP =
      List.of(SocketOptions.REUSE_PORT, SocketOptions.BROADCAST);
  private static final List<ChannelOption<?>> OF_PATHS =
      List.of(SocketOptions.MODE, SocketOptions.OWNER, SocketOptions.UNLINK);

  private final Endpoint endpoint;
  private final @Nullable StreamTarget peer;
  private final @Nullable StreamTarget local;
  private final boolean broadcast;

  private MessageTarget(
      Endpoint endpoint,
      @Nullable StreamTarget peer,
      @Nullable StreamTarget local,
      boolean broadcast) {
    this.endpoint = endpoint;
    this.peer = peer;
    this.local = local;
    this.broadcast = broadcast;
  }

  /** Whether an address is one of these schemes. */
  static boolean isMeant(Endpoint endpoint) {
    return endpoint.scheme().equals(UDP) || endpoint.scheme().equals(UNIXGRAM);
  }

  /**
   * Reads an address and its options.
   *
   * @throws InvalidAddressException if it is not of a form that its scheme has, or an option means
   *     nothing for it
   */
  static MessageTarget of(Endpoint endpoint, OptionValues options) {
    boolean udp = endpoint.scheme().equals(UDP);
    boolean alone = endpoint.target().isEmpty() || endpoint.target().equals("//");
    Optional<String> at = options.get(SocketOptions.LOCAL);
    StreamTarget peer = alone ? null : place(endpoint);
    StreamTarget local =
        at.map(text -> place(new Endpoint(endpoint.scheme(), udp ? "//" + text : text)))
            .orElse(null);
    MessageTarget target =
        new MessageTarget(endpoint, peer, local, options.get(SocketOptions.BROADCAST, false));
    target.checkOptions(options);
    return target;
  }

  private static StreamTarget place(Endpoint endpoint) {
    return endpoint.scheme().equals(UDP)
        ? new StreamTarget.Tcp(endpoint, endpoint.hostPort())
        : StreamTarget.unix(endpoint);
  }

  private void checkOptions(OptionValues options) {
    boolean path = local instanceof StreamTarget.UnixPath;
    for (ChannelOption<?> option : SocketOptions.all()) {
      boolean means =
          ALWAYS.contains(option)
              || (isUdp() && OF_UDP.contains(option))
              || (path && OF_PATHS.contains(option));
      if (!means && options.get(option).isPresent()) {
        throw new InvalidAddressException(
            address(),
            "option "
                + option
                + (OF_PATHS.contains(option)
                    ? " is for a local path"
                    : " means nothing for " + endpoint.scheme())
                + "; leave it out here");
      }
    }
  }

  /** There are no connections to accept. */
  static InvalidAddressException noListener(Endpoint endpoint) {
    return new InvalidAddressException(
        AddressText.of(endpoint),
        "messages need no listener; connect to "
            + endpoint.scheme()
            + ":?local="
            + (endpoint.scheme().equals(UDP) ? "host:port" : "/path")
            + " and receive from everybody");
  }

  boolean isUdp() {
    return endpoint.scheme().equals(UDP);
  }

  boolean broadcast() {
    return broadcast;
  }

  /** What messages call the channel. */
  String address() {
    if (peer != null) {
      return AddressText.of(endpoint);
    }
    return endpoint.scheme()
        + ":"
        + (local == null ? "" : "?local=" + local.endpoint().target().replaceFirst("^//", ""));
  }

  boolean hasPeer() {
    return peer != null;
  }

  boolean hasLocal() {
    return local != null;
  }

  /** The path that is to be made, if any. */
  Optional<Path> localPath() {
    return local instanceof StreamTarget.UnixPath unix
        ? Optional.of(unix.path())
        : Optional.empty();
  }

  /**
   * The places to connect to, in the order in which to try them.
   *
   * @throws java.net.UnknownHostException if the host has no address
   */
  List<SocketName> peers() throws IOException {
    return peer == null ? List.of() : peer.toConnect();
  }

  /**
   * The places to be bound to: the first one that this machine has and that fits the peer.
   *
   * @param like an address of the family that is wanted; null for any
   * @throws java.net.UnknownHostException if the host has no address
   * @throws InvalidAddressException if none is of that family
   */
  List<SocketName> locals(@Nullable SocketName like) throws IOException {
    StreamTarget wanted = local != null ? local : place(new Endpoint(endpoint.scheme(), "//:0"));
    List<SocketName> places =
        wanted.toListen().stream().filter(each -> like == null || isAlike(each, like)).toList();
    if (like != null && places.isEmpty()) {
      throw new InvalidAddressException(
          address(),
          "local is of another address family than the peer, " + AddressText.plain(like));
    }
    return places;
  }

  private static boolean isAlike(SocketName one, SocketName other) {
    return isV6(one) == isV6(other);
  }

  private static boolean isV6(SocketName name) {
    return name instanceof SocketName.Inet inet && inet.address() instanceof Inet6Address;
  }
}
