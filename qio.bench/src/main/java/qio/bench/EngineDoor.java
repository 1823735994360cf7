package qio.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import tlschannel.ClientTlsChannel;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/** The JDK's blocking socket channels, and over them what drives its {@code SSLEngine}. */
final class EngineDoor implements Door {

  /** Puts TLS over a connected channel, without waiting for the handshake. */
  interface Layer {
    Connection over(SocketChannel channel) throws IOException;
  }

  private static final int BACKLOG = 1024;

  private final ServerSocketChannel listener;
  private final TlsSetup setup;
  private final Layer client;
  private final Layer server;

  private EngineDoor(ServerSocketChannel listener, TlsSetup setup, Layer client, Layer server) {
    this.listener = listener;
    this.setup = setup;
    this.client = client;
    this.server = server;
  }

  /** With nothing in between. */
  static Door bare(Transport transport) throws IOException {
    TlsSetup setup = new TlsSetup(transport);
    ServerSocketChannel listener = listen();
    int port = listener.socket().getLocalPort();
    return new EngineDoor(
        listener,
        setup,
        channel -> new GatheringConnection(new EngineConnection(channel, setup.clientEngine(port))),
        channel -> new GatheringConnection(new EngineConnection(channel, setup.serverEngine())));
  }

  /** With tls-channel, as it is configured when nothing is said. */
  static Door tlsChannel(Transport transport) throws IOException {
    TlsSetup setup = new TlsSetup(transport);
    ServerSocketChannel listener = listen();
    int port = listener.socket().getLocalPort();
    return new EngineDoor(
        listener,
        setup,
        channel ->
            connection(ClientTlsChannel.newBuilder(channel, setup.clientEngine(port)).build()),
        channel ->
            connection(
                ServerTlsChannel.newBuilder(channel, setup.server)
                    .withEngineFactory(context -> setup.serverEngine())
                    .build()));
  }

  private static Connection connection(TlsChannel channel) {
    return new GatheringConnection(new ChannelConnection((ByteChannel) channel));
  }

  private static ServerSocketChannel listen() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    return listener;
  }

  @Override
  public int port() {
    return listener.socket().getLocalPort();
  }

  @Override
  public TlsSetup tls() {
    return setup;
  }

  @Override
  public Connection connect() throws IOException {
    return client.over(prompt(SocketChannel.open(listener.getLocalAddress())));
  }

  @Override
  public Connection accept() throws IOException {
    return server.over(prompt(listener.accept()));
  }

  private static SocketChannel prompt(SocketChannel channel) throws IOException {
    return channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
