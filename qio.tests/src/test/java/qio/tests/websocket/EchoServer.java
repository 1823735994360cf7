package qio.tests.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.spi.websocket.WsSession;

/** A host that sends back whatever its clients say, each on a thread of its own. */
final class EchoServer implements AutoCloseable {

  /**
   * How a client's connection went.
   *
   * @param session what was agreed on; null if nothing was
   * @param failure how it failed; null if it ended well
   */
  record End(WsSession session, IOException failure) {}

  private final QioListener listener;
  private final LinkedBlockingQueue<End> ends = new LinkedBlockingQueue<>();
  private final List<QioChannel> open = new ArrayList<>(); // guarded by itself

  EchoServer(String address) throws IOException {
    listener = Qio.listen(address);
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    try {
      for (; ; ) {
        QioChannel client = listener.accept();
        synchronized (open) {
          open.add(client);
        }
        Thread.ofVirtual().start(() -> ends.add(echo(client)));
      }
    } catch (ClosedChannelException e) {
      // the test is over
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static End echo(QioChannel client) {
    IOException failure = null;
    try (client) {
      ByteBuffer bytes = ByteBuffer.allocate(100_000);
      while (client.read(bytes.clear()) != QioChannel.EOF) {
        client.writeAll(bytes.flip());
      }
    } catch (IOException e) {
      failure = e;
    }
    return new End(client.facts(WsSession.class).orElse(null), failure);
  }

  /** What clients connect to, but for the scheme: {@code 127.0.0.1:port}. */
  String hostPort() {
    String address = listener.localAddress();
    return address.substring(address.lastIndexOf("//") + 2);
  }

  String port() {
    return hostPort().substring(hostPort().lastIndexOf(':') + 1);
  }

  /** Waits for the next client's end. */
  End end() throws InterruptedException {
    End end = ends.poll(40, TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("no client has ended");
    }
    return end;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (open) {
      for (QioChannel client : open) {
        client.close();
      }
    }
  }
}
