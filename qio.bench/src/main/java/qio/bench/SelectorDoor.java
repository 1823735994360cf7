package qio.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The JDK's own socket channels, with two loops over selectors. */
final class SelectorDoor implements LoopDoor {

  private static final int BACKLOG = 1024;

  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final SelectorLoop clients = new SelectorLoop("clients");
  private final SelectorLoop servers = new SelectorLoop("servers");

  SelectorDoor() throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
  }

  @Override
  public int port() {
    return listener.socket().getLocalPort();
  }

  @Override
  public LoopConnection connect() throws IOException {
    return on(clients, SocketChannel.open(listener.getLocalAddress()));
  }

  @Override
  public LoopConnection accept() throws IOException {
    return on(servers, listener.accept());
  }

  private static LoopConnection on(SelectorLoop loop, SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return new SelectorConnection(channel, loop);
  }

  @Override
  public void execute(Runnable task) {
    clients.execute(task);
  }

  @Override
  public void close() throws IOException {
    try (listener) {
      clients.close();
      servers.close();
    }
  }
}
