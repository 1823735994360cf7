package qio.tests.socket;

import java.io.IOException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/**
 * Two ends of a connection and the listener that they came through.
 *
 * @param listener still open
 * @param client the end that connected
 * @param server the end that was accepted
 */
public record SocketPair(QioListener listener, QioChannel client, QioChannel server)
    implements AutoCloseable {

  static SocketPair open(SocketKind kind, String... connectOptions) throws IOException {
    QioListener listener = kind.listen();
    try {
      QioChannel client = kind.connect(listener, connectOptions);
      return new SocketPair(listener, client, listener.accept());
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (listener;
        client;
        server) {
      // All three, whatever one of them says.
    }
  }
}
