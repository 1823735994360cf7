package qio.spi.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import qio.posix.ConnectProgress;
import qio.posix.SocketName;

/** Sockets of {@code java.nio}, which work wherever Java does. */
final class NioEngine implements SocketEngine {

  static final NioEngine INSTANCE = new NioEngine();

  private NioEngine() {}

  @Override
  public StreamChannel open(String address, SocketName place, StreamSettings settings)
      throws IOException {
    NioOptions.check(settings);
    SocketChannel socket = SocketChannel.open(family(place));
    boolean done = false;
    try {
      socket.configureBlocking(false);
      NioOptions.setUnconnected(socket, settings);
      NioStream stream = new NioStream(address, socket);
      done = true;
      return stream;
    } finally {
      if (!done) {
        socket.close();
      }
    }
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

  @Override
  public ListeningChannel listen(String address, SocketName place, StreamSettings settings)
      throws IOException {
    NioOptions.check(settings);
    if (settings.families().sixAlone() && isEveryAddress(place)) {
      throw lacks("cannot keep a listener on every IPv6 address from taking IPv4 too (ipv4=off)");
    }
    ServerSocketChannel socket = ServerSocketChannel.open(family(place));
    boolean done = false;
    try {
      socket.configureBlocking(false);
      NioOptions.setListening(socket, settings);
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
    if (settings.file().isAny() && place instanceof SocketName.UnixPath path) {
      bindAside(socket, Path.of(path.toString()), settings);
    } else {
      socket.bind(addressOf(place), settings.backlog());
    }
  }

  /**
   * Java binds and listens in one step. So that nobody can connect before the file is as it is to
   * be, this happens in a folder that nobody else can enter, and only then does the socket file get
   * its place, if that is still free.
   */
  private static void bindAside(ServerSocketChannel socket, Path path, StreamSettings settings)
      throws IOException {
    Path folder = Files.createTempDirectory(path.getParent(), ".q");
    Path made = folder.resolve("s");
    try {
      socket.bind(UnixDomainSocketAddress.of(made), settings.backlog());
      settings.file().apply(made);
      Files.createLink(path, made);
    } finally {
      Files.deleteIfExists(made);
      Files.delete(folder);
    }
  }

  @Override
  public boolean sharesPorts() throws IOException {
    try (ServerSocketChannel any = ServerSocketChannel.open()) {
      return any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
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
    } catch (SocketException e) {
      if (Trouble.of(e) != Trouble.ABSENT) {
        throw e;
      }
      return Answer.STALE; // whoever was there has gone meanwhile, and taken the file along
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
