package qio.bench.process;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLServerSocket;

/** What relays pass connections on to; a thread for each. */
final class Target implements Closeable {

  private static final int BACKLOG = 2048;

  /** Accepts one connection. */
  private interface Door {
    Wire accept() throws IOException;
  }

  private final Door door;
  private final Closeable socket;
  private final String name;
  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private volatile ThreadFactory threads = Thread.ofPlatform().daemon().factory();

  private Target(Door door, Closeable socket, String name) {
    this.door = door;
    this.socket = socket;
    this.name = name;
    Thread.ofPlatform().daemon().name("target").start(this::accept);
  }

  /** Listens where the relays of a way find it; a UNIX socket is in the folder. */
  static Target of(Way way, Keys keys, Path folder) throws IOException {
    if (way == Way.UNIX) {
      return unix(folder.resolve("target.sock"));
    }
    InetAddress here = InetAddress.getLoopbackAddress();
    ServerSocket socket =
        way.isTargetTls()
            ? keys.context().getServerSocketFactory().createServerSocket(0, BACKLOG, here)
            : new ServerSocket(0, BACKLOG, here);
    if (socket instanceof SSLServerSocket secure) {
      secure.setEnabledProtocols(Keys.PROTOCOLS);
      secure.setEnabledCipherSuites(Keys.SUITES);
    }
    Door door =
        () -> {
          Socket accepted = socket.accept();
          accepted.setTcpNoDelay(true);
          return new Wire(accepted.getInputStream(), accepted.getOutputStream(), accepted);
        };
    int port = ((InetSocketAddress) socket.getLocalSocketAddress()).getPort();
    return new Target(door, socket, String.valueOf(port));
  }

  private static Target unix(Path path) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    Door door =
        () -> {
          SocketChannel accepted = channel.accept();
          return new Wire(
              Channels.newInputStream(accepted), Channels.newOutputStream(accepted), accepted);
        };
    return new Target(door, channel, path.toString());
  }

  /** Its port, or its path. */
  String name() {
    return name;
  }

  /** Serves those who come from now on with threads of this kind. */
  void serveWith(ThreadFactory kind) {
    threads = kind;
  }

  private void accept() {
    try {
      while (true) {
        Wire accepted = door.accept();
        threads.newThread(() -> serve(accepted)).start();
      }
    } catch (IOException e) {
      // It was closed: there is nobody left to accept.
    }
  }

  private void serve(Wire stream) {
    open.add(stream);
    try (stream) {
      stream.serve();
    } catch (IOException e) {
      // The load sees that it gets no answer, and says so with the relay's name.
    } finally {
      open.remove(stream);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Wire stream : open) {
      stream.close();
    }
  }
}
