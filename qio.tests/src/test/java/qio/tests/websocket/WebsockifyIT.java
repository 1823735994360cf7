package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Job;
import qio.tck.Setting;
import qio.tests.socket.Eventually;
import qio.tests.tls.PeerProcess;

/** websockify between our WebSocket client and a plain TCP server of ours. */
@Timeout(120)
final class WebsockifyIT {

  @Test
  void aStreamPassesThroughItInBothDirections() throws Exception {
    PeerProcess.assumeInstalled("websockify", "websockify", "--help");
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (QioListener target = Qio.listen("tcp://127.0.0.1:0")) {
      String plain = target.localAddress().substring("tcp://".length());
      Job<Integer> echo =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                try (QioChannel client = target.accept()) {
                  ByteBuffer bytes = ByteBuffer.allocate(100_000);
                  int sum = 0;
                  for (int n; (n = client.read(bytes.clear())) != QioChannel.EOF; sum += n) {
                    client.writeAll(bytes.flip());
                  }
                  return sum;
                }
              });
      try (PeerProcess proxy = PeerProcess.start("websockify", "127.0.0.1:" + port, plain);
          QioChannel client = connectWhenUp("ws://127.0.0.1:" + port + "?protocols=binary")) {
        assertTrue(proxy.isAlive());
        byte[] bytes = new byte[300_000];
        new java.util.Random(1).nextBytes(bytes);
        Job<Void> write =
            Setting.BLOCKING_VIRTUAL.start(
                () -> {
                  client.writeAll(ByteBuffer.wrap(bytes));
                  return null;
                });
        ByteBuffer back = ByteBuffer.allocate(bytes.length);
        client.readAll(back);
        assertEquals(ByteBuffer.wrap(bytes), back.flip());
        write.await();
        client.bye().await(java.time.Duration.ofSeconds(20));
      }
      assertEquals(300_000, echo.await());
    }
  }

  private static QioChannel connectWhenUp(String address) {
    AtomicReference<QioChannel> connected = new AtomicReference<>();
    Eventually.holds(
        "websockify listens",
        () -> {
          try {
            connected.set(Qio.connect(address));
            return true;
          } catch (IOException notYet) {
            return false;
          }
        });
    return connected.get();
  }
}
