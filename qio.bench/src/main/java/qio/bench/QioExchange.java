package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** An echo over QIO, both ends in this process. */
final class QioExchange implements Exchange {

  private final QioChannel channel;
  private final Thread echo;
  private final ByteBuffer out;
  private final ByteBuffer in;

  private QioExchange(QioChannel channel, Thread echo, int size) {
    this.channel = channel;
    this.echo = echo;
    this.out = ByteBuffer.allocateDirect(size);
    this.in = ByteBuffer.allocateDirect(size);
  }

  static QioExchange open(String engine, int size) throws IOException {
    System.setProperty("qio.socket.engine", engine);
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
      QioChannel client = Qio.connect(listener.localAddress());
      QioChannel server = listener.accept();
      client.setDelay(false);
      server.setDelay(false);
      return new QioExchange(client, Thread.startVirtualThread(() -> echo(server, size)), size);
    }
  }

  private static void echo(QioChannel server, int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    try (server) {
      while (server.readAllEof(buffer)) {
        server.writeAll(buffer.flip());
        buffer.clear();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the echo broke", e);
    }
  }

  @Override
  public void roundTrip() throws IOException {
    channel.writeAll(out.clear());
    channel.readAll(in.clear());
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Joining.join(echo);
  }
}
