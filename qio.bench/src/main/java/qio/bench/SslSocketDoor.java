package qio.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** The JDK's {@link SSLSocket}. */
final class SslSocketDoor implements Door {

  private static final int BACKLOG = 1024;

  private final TlsSetup setup;
  private final ServerSocket listener;

  SslSocketDoor(Transport transport) throws IOException {
    setup = new TlsSetup(transport);
    listener =
        setup
            .server
            .getServerSocketFactory()
            .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public TlsSetup tls() {
    return setup;
  }

  @Override
  public Connection connect() throws IOException {
    Socket socket = setup.client.getSocketFactory().createSocket();
    Connection connection = connection(socket, true);
    socket.connect(new InetSocketAddress(TlsSetup.HOST, port()));
    return connection;
  }

  @Override
  public Connection accept() throws IOException {
    return connection(listener.accept(), false);
  }

  private static Connection connection(Socket socket, boolean ofClient) throws IOException {
    socket.setTcpNoDelay(true);
    SSLSocket secure = (SSLSocket) socket;
    secure.setSSLParameters(TlsSetup.parameters(ofClient));
    return new GatheringConnection(new SslSocketConnection(secure));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
