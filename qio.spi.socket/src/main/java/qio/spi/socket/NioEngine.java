package qio.spi.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import qio.posix.ConnectProgress;
import qio.posix.SocketName;

/** Sockets of {@code java.nio}, which work wherever Java does. */
final class NioEngine implements SocketEngine {

  static final NioEngine INSTANCE = new NioEngine();

  private NioEngine() {}

  @Override
  public StreamChannel open(String address, SocketName place, StreamSettings settings)
      throws IOException {
    SocketChannel socket = SocketChannel.open(family(place));
    boolean done = false;
    try {
      socket.configureBlocking(false);
      set(socket, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer().orElse(null));
      set(socket, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer().orElse(null));
      NioStream stream = new NioStream(address, socket);
      done = true;
      return stream;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /** What can be set only when there is a connection, and must be set for each one. */
  static void setConnected(SocketChannel socket, StreamSettings settings) throws IOException {
    if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, settings.noDelay());
      if (settings.keepAlive()) {
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      }
    }
  }

  private static <T> void set(
      NetworkChannel socket, SocketOption<T> option, @org.jspecify.annotations.Nullable T value)
      throws IOException {
    if (value == null) {
      return;
    }
    if (!socket.supportedOptions().contains(option)) {
      throw new SocketException("the nio engine cannot set " + option.name() + " on this socket");
    }
    socket.setOption(option, value);
  }

  private static ProtocolFamily family(SocketName place) throws SocketException {
    return switch (place) {
      case SocketName.Inet inet when inet.address() instanceof Inet6Address ->
          StandardProtocolFamily.INET6;
      case SocketName.Inet inet -> StandardProtocolFamily.INET;
      case SocketName.UnixPath path -> StandardProtocolFamily.UNIX;
      case SocketName.Vsock vsock -> throw lacks("has no vsock");
      default -> throw lacks("has no abstract unix names");
    };
  }

  /** What only the other engine can do, and what that needs. */
  static SocketException lacks(String what) {
    return new SocketException(
        "the nio engine "
            + what
            + "; the native engine can: it needs Linux and --enable-native-access=qio.posix");
  }

  private static boolean isEveryAddress(SocketName place) {
    return place instanceof SocketName.Inet inet && inet.address().isAnyLocalAddress();
  }

  static SocketAddress addressOf(SocketName place) {
    return switch (place) {
      case SocketName.Inet inet -> new InetSocketAddress(inet.address(), inet.port());
      case SocketName.UnixPath path -> UnixDomainSocketAddress.of(path.toString());
      default -> throw new IllegalArgumentException("no address of java.nio: " + place);
    };
  }

  /** {@code SO_REUSEADDR} is set by the JDK where it means what it means on Linux. */
  @Override
  public ListeningChannel listen(String address, SocketName place, StreamSettings settings)
      throws IOException {
    if (settings.families().sixAlone() && isEveryAddress(place)) {
      throw lacks("cannot keep a listener on every IPv6 address from taking IPv4 too (ipv4=off)");
    }
    ServerSocketChannel socket = ServerSocketChannel.open(family(place));
    boolean done = false;
    try {
      socket.configureBlocking(false);
      set(socket, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer().orElse(null));
      if (settings.reusePort()) {
        set(socket, StandardSocketOptions.SO_REUSEPORT, true);
      }
      bind(socket, place, settings);
      NioListening listening = new NioListening(address, socket, settings, place);
      done = true;
      return listening;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static void bind(ServerSocketChannel socket, SocketName place, StreamSettings settings)
      throws IOException {
    Set<PosixFilePermission> mode = settings.mode().orElse(null);
    if (mode != null && place instanceof SocketName.UnixPath path) {
      bindWithMode(socket, Path.of(path.toString()), mode, settings.backlog());
    } else {
      socket.bind(addressOf(place), settings.backlog());
    }
  }

  /**
   * Java binds and listens in one step. So that nobody can connect before the mode is set, this
   * happens in a folder that nobody else can enter, and only then does the socket file get its
   * place, if that is still free.
   */
  private static void bindWithMode(
      ServerSocketChannel socket, Path path, Set<PosixFilePermission> mode, int backlog)
      throws IOException {
    Path folder = Files.createTempDirectory(path.getParent(), ".q");
    Path made = folder.resolve("s");
    try {
      socket.bind(UnixDomainSocketAddress.of(made), backlog);
      Files.setPosixFilePermissions(made, mode);
      Files.createLink(path, made);
    } finally {
      Files.deleteIfExists(made);
      Files.delete(folder);
    }
  }

  @Override
  public Answer knock(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      startConnect(probe, UnixDomainSocketAddress.of(path));
      return Answer.LISTENS;
    } catch (ConnectException refused) {
      return Answer.STALE;
    }
  }

  /**
   * Starts to connect, and knows what the JDK says when the queue of a UNIX listener is full
   * (EAGAIN).
   */
  static ConnectProgress startConnect(SocketChannel socket, SocketAddress peer) throws IOException {
    try {
      return socket.connect(peer) ? ConnectProgress.CONNECTED : ConnectProgress.IN_PROGRESS;
    } catch (SocketException e) {
      String message = e.getMessage();
      boolean full =
          peer instanceof UnixDomainSocketAddress
              && message != null
              && message.startsWith("Resource temporarily unavailable");
      if (full) {
        return ConnectProgress.QUEUE_FULL;
      }
      throw e;
    }
  }
}
