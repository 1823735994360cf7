package qio.cli.demo;

import java.io.IOException;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioTask;

/**
 * Both ends of one connection.
 *
 * @param client the end that connected
 * @param server the end that was accepted
 */
record ConnectedPair(QioChannel client, QioChannel server) implements AutoCloseable {

  /**
   * Listens, connects to that, and stops listening.
   *
   * @param listenAddress where to listen, with the server's options
   * @param clientOptions the query of the client's address, empty or with its question mark
   */
  static ConnectedPair open(String listenAddress, String clientOptions) throws IOException {
    try (QioListener listener = Qio.listen(listenAddress)) {
      // The client's handshake needs a server that answers meanwhile.
      QioTask<QioChannel> accepting =
          QioTask.runInThread(listener, "demo-accept", () -> accept(listener));
      QioChannel client = Qio.connect(listener.localAddress() + clientOptions);
      try {
        return new ConnectedPair(client, accepting.await());
      } catch (IOException e) {
        client.close();
        throw e;
      }
    }
  }

  private static QioChannel accept(QioListener listener) throws IOException {
    QioChannel server = listener.accept();
    try {
      server.handshake().await();
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      client.close();
    } finally {
      server.close();
    }
  }
}
