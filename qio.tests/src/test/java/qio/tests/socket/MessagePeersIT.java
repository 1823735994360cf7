package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.Envelope;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;

/** Programs of others that echo messages, and one that asks and is answered. */
class MessagePeersIT {

  private static final String ASKS =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("127.0.0.1", 0))
      for m in (b"one", b"", b"x" * 65507):
          s.sendto(m, ("127.0.0.1", int(sys.argv[1])))
          back, peer = s.recvfrom(70000)
          assert back == m and peer[1] == int(sys.argv[1]), (len(back), peer)
      """;

  @TempDir Path folder;

  private static String echoed(QioChannel channel, String text) throws Exception {
    channel.write(Bytes.of(text));
    ByteBuffer dst = ByteBuffer.allocate(1000);
    channel.read(dst);
    return Bytes.text(dst);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void socatEchoesDatagrams(String engine) throws Exception {
    Peer.assumeInstalled("socat");
    String port;
    try (MessageChannel free = (MessageChannel) Qio.connect("udp:?local=127.0.0.1:0")) {
      port = free.localAddress().orElseThrow().replaceFirst(".*:", "");
    }
    try (Peer peer =
            Peer.start(
                List.of("socat", "UDP4-RECVFROM:" + port + ",bind=127.0.0.1,fork", "EXEC:cat"));
        QioChannel channel =
            Qio.connect("udp://127.0.0.1:" + port + "?read-timeout=10s&engine=" + engine)) {
      Eventually.holds(
          "socat has the port",
          () -> {
            try {
              return echoed(channel, "knock").equals("knock");
            } catch (ConnectException notYet) {
              assertTrue(peer.isAlive());
              return false;
            }
          });
      for (String each : List.of("one", "two words", "3")) {
        assertEquals(each, echoed(channel, each));
      }
    }
  }

  @Test
  void socatEchoesMessagesOfUnixSockets() throws Exception {
    Peer.assumeInstalled("socat");
    Path path = folder.resolve("s");
    try (Peer peer = Peer.start(List.of("socat", "UNIX-RECVFROM:" + path + ",fork", "EXEC:cat"))) {
      Eventually.holds("socat has the path", () -> Files.exists(path));
      assertTrue(peer.isAlive());
      String local = "&local=" + folder.resolve("c");
      try (QioChannel channel = Qio.connect("unixgram:" + path + "?read-timeout=10s" + local)) {
        for (String each : List.of("one", "two words", "3")) {
          assertEquals(each, echoed(channel, each));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void pythonAsksAndIsAnswered(String engine) throws Exception {
    Peer.assumeInstalled("python3");
    Path script = Files.writeString(folder.resolve("ask.py"), ASKS);
    try (MessageChannel server =
            (MessageChannel)
                Qio.connect("udp:?local=127.0.0.1:0&read-timeout=20s&engine=" + engine);
        Peer peer =
            Peer.start(
                List.of(
                    "python3",
                    script.toString(),
                    server.localAddress().orElseThrow().replaceFirst(".*:", "")))) {
      Envelope from = server.envelope();
      ByteBuffer buffer = ByteBuffer.allocate(65_536);
      for (int size : new int[] {3, 0, 65_507}) {
        assertEquals(size, server.receive(buffer.clear(), from));
        assertEquals(size, server.send(buffer.flip(), from));
      }
      assertEquals(0, peer.end());
    }
  }
}
