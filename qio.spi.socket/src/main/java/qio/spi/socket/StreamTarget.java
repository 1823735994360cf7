package qio.spi.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.HostPort;
import qio.posix.SocketName;

/** What an address names, checked: nothing was looked up yet. */
sealed interface StreamTarget {

  /** The scheme of internet stream sockets. */
  String TCP = "tcp";

  /** The scheme of UNIX stream sockets. */
  String UNIX = "unix";

  /** The parts of the address. */
  Endpoint endpoint();

  /** The address for messages: one line, whatever is in it. */
  default String address() {
    return AddressText.of(endpoint());
  }

  /**
   * The places to connect to, in the order in which to try them. A host's name is looked up, which
   * may take as long as the machine's resolver lets it.
   *
   * @throws UnknownHostException if the host has no address
   * @throws InvalidAddressException if the address is good for listening only
   */
  List<SocketName> toConnect() throws IOException;

  /**
   * The places to listen on: the first one that this machine has is meant.
   *
   * @throws UnknownHostException if the host has no address
   */
  List<SocketName> toListen() throws IOException;

  /**
   * Reads an address.
   *
   * @throws InvalidAddressException if it is not of a form that its scheme has
   */
  static StreamTarget of(Endpoint endpoint) {
    return switch (endpoint.scheme()) {
      case TCP -> new Tcp(endpoint, endpoint.hostPort());
      case UNIX -> unix(endpoint);
      case VsockText.SCHEME -> new Vsock(endpoint, VsockText.parse(endpoint));
      default ->
          throw new InvalidAddressException(
              AddressText.of(endpoint),
              "the socket provider serves tcp, unix, vsock, udp and unixgram");
    };
  }

  /** A place among UNIX sockets of either type: a path, or a name in the abstract name space. */
  static StreamTarget unix(Endpoint endpoint) {
    String target = endpoint.target();
    if (target.startsWith("@")) {
      return UnixAbstract.of(endpoint, target.substring(1));
    }
    return UnixPath.of(endpoint, target);
  }

  private static InvalidAddressException bad(Endpoint endpoint, String why) {
    return new InvalidAddressException(AddressText.of(endpoint), why);
  }

  /** {@code tcp://host:port}. */
  record Tcp(Endpoint endpoint, HostPort hostPort) implements StreamTarget {

    private static final byte[] ANY_V6 = new byte[16];
    private static final byte[] ANY_V4 = new byte[4];

    @Override
    public List<SocketName> toConnect() throws IOException {
      if (hostPort.host().isEmpty()) {
        throw bad(
            endpoint,
            "no host; write "
                + endpoint.scheme()
                + "://127.0.0.1:"
                + hostPort.port()
                + " for this machine");
      }
      if (hostPort.port() == 0) {
        throw bad(endpoint, "nobody can be reached on port 0; name the port of the listener");
      }
      return resolve();
    }

    /**
     * With no host: every address of this machine, both families through one socket where there is
     * IPv6.
     */
    @Override
    public List<SocketName> toListen() throws IOException {
      return hostPort.host().isEmpty()
          ? List.of(
              new SocketName.Inet(InetAddress.getByAddress(ANY_V6), hostPort.port()),
              new SocketName.Inet(InetAddress.getByAddress(ANY_V4), hostPort.port()))
          : resolve();
    }

    private List<SocketName> resolve() throws UnknownHostException {
      try {
        List<SocketName> places = new ArrayList<>();
        for (InetAddress each : InetAddress.getAllByName(hostPort.host())) {
          places.add(new SocketName.Inet(each, hostPort.port()));
        }
        return places;
      } catch (UnknownHostException e) {
        var told =
            new UnknownHostException(
                address()
                    + ": the host "
                    + hostPort.host()
                    + " is not known ("
                    + e.getMessage()
                    + "); check its spelling and this machine's name service");
        told.initCause(e);
        throw told;
      }
    }
  }

  /** {@code unix:/path}. */
  record UnixPath(Endpoint endpoint, SocketName.UnixPath name) implements StreamTarget {

    static UnixPath of(Endpoint endpoint, String path) {
      if (path.isEmpty()) {
        throw bad(endpoint, "no path; write " + endpoint.scheme() + ":/path/of/socket");
      }
      if (!path.startsWith("/")) {
        throw bad(
            endpoint, "the path of a socket is absolute; write " + endpoint.scheme() + ":/" + path);
      }
      if (path.startsWith("//") && !path.startsWith("///")) {
        throw bad(
            endpoint,
            "a unix address has no host; write " + endpoint.scheme() + ":" + path.substring(1));
      }
      try {
        return new UnixPath(endpoint, SocketName.UnixPath.of(path));
      } catch (IllegalArgumentException e) {
        throw bad(endpoint, e.getMessage() + "; choose a shorter or plainer path");
      }
    }

    Path path() {
      return Path.of(name.toString());
    }

    @Override
    public List<SocketName> toConnect() {
      return List.of(name);
    }

    @Override
    public List<SocketName> toListen() {
      return List.of(name);
    }
  }

  /** {@code unix:@name}, in Linux's abstract name space. */
  record UnixAbstract(Endpoint endpoint, SocketName.UnixAbstract name) implements StreamTarget {

    static UnixAbstract of(Endpoint endpoint, String name) {
      if (name.isEmpty()) {
        throw bad(endpoint, "no name after the @; write " + endpoint.scheme() + ":@name");
      }
      try {
        return new UnixAbstract(endpoint, SocketName.UnixAbstract.of(name));
      } catch (IllegalArgumentException e) {
        throw bad(endpoint, e.getMessage() + "; choose a shorter one");
      }
    }

    @Override
    public List<SocketName> toConnect() {
      return List.of(name);
    }

    @Override
    public List<SocketName> toListen() {
      return List.of(name);
    }
  }

  /** {@code vsock://cid:port}. */
  record Vsock(Endpoint endpoint, SocketName.Vsock name) implements StreamTarget {

    @Override
    public List<SocketName> toConnect() {
      if (name.cid() == SocketName.Vsock.ANY) {
        throw bad(endpoint, "any machine is good for listening only; name one: vsock://host:port");
      }
      if (name.port() == 0) {
        throw bad(endpoint, "nobody can be reached on port 0; name the port of the listener");
      }
      return List.of(name);
    }

    /** Port 0 takes a free one, as with tcp. */
    @Override
    public List<SocketName> toListen() {
      return List.of(
          name.port() == 0 ? new SocketName.Vsock(name.cid(), SocketName.Vsock.ANY) : name);
    }
  }
}
