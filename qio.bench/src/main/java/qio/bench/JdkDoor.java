package qio.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JDK's own socket channels, blocking. */
final class JdkDoor implements Door {

  private static final int BACKLOG = 1024;

  private final ServerSocketChannel listener;
  private final Transport transport;

  private JdkDoor(ServerSocketChannel listener, Transport transport) {
    this.listener = listener;
    this.transport = transport;
  }

  static JdkDoor open(Transport transport) throws IOException {
    ServerSocketChannel listener;
    if (transport == Transport.TCP) {
      listener = ServerSocketChannel.open();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } else {
      listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(Door.freshPath()), BACKLOG);
    }
    return new JdkDoor(listener, transport);
  }

  @Override
  public int port() {
    return listener.socket().getLocalPort();
  }

  @Override
  public Connection connect() throws IOException {
    return connection(SocketChannel.open(listener.getLocalAddress()));
  }

  @Override
  public Connection accept() throws IOException {
    return connection(listener.accept());
  }

  private Connection connection(SocketChannel channel) throws IOException {
    if (transport == Transport.TCP) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return new ChannelConnection(channel);
  }

  @Override
  public void close() throws IOException {
    try (listener) {
      if (listener.getLocalAddress() instanceof UnixDomainSocketAddress address) {
        Path path = address.getPath();
        Files.deleteIfExists(path);
      }
    }
  }
}
