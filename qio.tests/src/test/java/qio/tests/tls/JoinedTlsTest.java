package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Rule;

/** Addresses with layers and without, through one listener; a limit below a layer. */
class JoinedTlsTest {

  private static final Certificates FILES = Certificates.SHARED;

  @TempDir Path dir;

  private static void exchange(QioListener listener, String address) throws Exception {
    var echo =
        new FutureTask<Void>(
            () -> {
              try (QioChannel server = listener.accept()) {
                ByteBuffer one = ByteBuffer.allocate(1);
                server.readAll(one);
                server.writeAll(one.flip());
              }
              return null;
            });
    Thread.ofVirtual().start(echo);
    try (QioChannel client = Qio.connect(address)) {
      client.writeAll(ByteBuffer.wrap(new byte[] {42}));
      ByteBuffer back = ByteBuffer.allocate(1);
      client.readAll(back);
      assertEquals(42, back.get(0));
    }
    echo.get(20, TimeUnit.SECONDS);
  }

  @Rule("LSN-12")
  @Test
  void eachClientGetsTheLayersOfItsAddress() throws Exception {
    Path path = dir.resolve("plain");
    List<String> addresses =
        List.of("tls+tcp://127.0.0.1:0" + FILES.serverOptions(), "unix:" + path);
    try (QioListener listener = Qio.listenAll(addresses, QioOptions.none())) {
      List<String> found = listener.localAddresses();
      assertTrue(found.getFirst().startsWith("tls+tcp://127.0.0.1:"), found::toString);
      exchange(listener, found.getFirst() + "?ca=" + FILES.ca());
      exchange(listener, found.getLast());
    }
  }

  @Rule("LSN-13")
  @Test
  void aLimitHoldsBelowALayer() throws Exception {
    String address = "tls+tcp://127.0.0.1:0" + FILES.serverOptions() + "&max-connections=1";
    try (QioListener listener = Qio.listen(address)) {
      for (int i = 0; i < 3; i++) {
        exchange(listener, listener.localAddress() + "?ca=" + FILES.ca());
      }
    }
  }
}
