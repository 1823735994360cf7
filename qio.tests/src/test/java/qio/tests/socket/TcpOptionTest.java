package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSocketOption;
import qio.posix.PosixSockets;
import qio.tck.Rule;

/** The options that tune a tcp connection: read back from the kernel, or refused. */
class TcpOptionTest {

  private static PosixDescriptor socket(QioChannel channel) {
    return (PosixDescriptor) channel.descriptor().orElseThrow();
  }

  private static int value(QioChannel channel, PosixSocketOption option) throws IOException {
    return PosixSockets.option(socket(channel), option);
  }

  @Rule("SOCK-24")
  @ParameterizedTest
  @CsvSource({
    "keepalive-idle=7s, KEEP_IDLE, 7",
    "keepalive-interval=3s, KEEP_INTERVAL, 3",
    "keepalive-count=4, KEEP_COUNT, 4",
    "keepalive-count=4, KEEP_ALIVE, 1",
    "keepalive=on, KEEP_ALIVE, 1",
    "user-timeout=1500ms, USER_TIMEOUT, 1500",
    "tos=184, TYPE_OF_SERVICE, 184",
    "mark=77, MARK, 77"
  })
  void whatWasAskedForIsSetOnBothEnds(String asked, PosixSocketOption option, int expected)
      throws Exception {
    SocketKind kind = SocketKind.NATIVE_TCP;
    try (QioListener listener = listenIfAllowed(kind, asked);
        QioChannel client = kind.connect(listener, asked);
        QioChannel server = listener.accept()) {
      for (QioChannel end : List.of(client, server)) {
        assertEquals(expected, value(end, option));
      }
    }
    try (SocketPair plain = kind.pair()) {
      assertFalse(expected == value(plain.client(), option), "not without being asked for");
    }
  }

  /** A mark needs a privilege; where it is missing the error is the test. */
  private static QioListener listenIfAllowed(SocketKind kind, String asked) throws IOException {
    try {
      return kind.listen(asked);
    } catch (AccessDeniedException e) {
      assertTrue(e.getMessage().contains("CAP_NET_ADMIN"), e::getMessage);
      assertTrue(e.getMessage().contains("option mark"), e::getMessage);
      org.junit.jupiter.api.Assumptions.abort("no privilege for " + asked);
      throw e;
    }
  }

  @Rule("SOCK-24")
  @Test
  void theServiceOfIpv6IsItsTrafficClass() throws Exception {
    SocketKind kind = SocketKind.NATIVE_TCP6;
    try (QioListener listener = kind.listen("tos=40");
        QioChannel client = kind.connect(listener, "tos=40");
        QioChannel server = listener.accept()) {
      for (QioChannel end : List.of(client, server)) {
        assertEquals(40, value(end, PosixSocketOption.TRAFFIC_CLASS));
        assertEquals(40, value(end, PosixSocketOption.TYPE_OF_SERVICE), "for mapped IPv4");
      }
    }
  }

  @Rule("SOCK-24")
  @Test
  void lingerIsSetOnBothEnds() throws Exception {
    SocketKind kind = SocketKind.NATIVE_TCP;
    try (QioListener listener = kind.listen("linger=3s");
        QioChannel client = kind.connect(listener, "linger=2s");
        QioChannel server = listener.accept()) {
      assertEquals(OptionalInt.of(2), PosixSockets.linger(socket(client)));
      assertEquals(OptionalInt.of(3), PosixSockets.linger(socket(server)));
    }
    try (SocketPair plain = kind.pair()) {
      assertEquals(OptionalInt.empty(), PosixSockets.linger(socket(plain.client())));
    }
  }

  /** Seen from the other end, on either engine: no end of the stream but a reset. */
  @Rule("SOCK-24")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP"})
  void noLingerAtAllResets(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen("linger=0");
        QioChannel client = kind.connect(listener)) {
      listener.accept().close();
      assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
    }
    try (QioListener listener = kind.listen();
        QioChannel client = kind.connect(listener, "linger=0");
        QioChannel server = listener.accept()) {
      client.close();
      assertThrows(IOException.class, () -> server.read(ByteBuffer.allocate(1)));
    }
  }

  @Rule("SOCK-24")
  @ParameterizedTest
  @ValueSource(strings = {"keepalive=on", "tos=184", "linger=1s", "sndbuf=64KiB", "ipv6=off"})
  void thePortableEngineHasWhatTheJdkHas(String option) throws Exception {
    SocketKind kind = SocketKind.NIO_TCP;
    try (QioListener listener = kind.listen(option);
        QioChannel client = kind.connect(listener, option);
        QioChannel server = listener.accept()) {
      Bytes.send(client, "a");
      assertEquals("a", Bytes.receive(server, 1));
    }
  }

  @Rule("SOCK-24")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "keepalive-idle=7s",
        "keepalive-interval=3s",
        "keepalive-count=4",
        "user-timeout=1s",
        "mark=1"
      })
  void thePortableEngineRefusesTheRestAndNamesTheFlag(String option) throws Exception {
    SocketKind kind = SocketKind.NIO_TCP;
    String name = option.substring(0, option.indexOf('='));
    OpenDescriptors.unchangedBy(
        () -> {
          var listening = assertThrows(SocketException.class, () -> kind.listen(option));
          assertTells(listening, name);
        });
    try (QioListener listener = kind.listen()) {
      OpenDescriptors.unchangedBy(
          () ->
              assertTells(
                  assertThrows(SocketException.class, () -> kind.connect(listener, option)), name));
    }
  }

  private static void assertTells(IOException failure, String option) {
    String message = failure.getMessage();
    assertTrue(message.contains("nio engine cannot set " + option), message);
    assertTrue(message.contains("--enable-native-access=qio.posix"), message);
  }

  @Rule("SOCK-24")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp://127.0.0.1:1?tos=3                | multiple of 4",
        "tcp://127.0.0.1:1?tos=256              | from 0 to 255",
        "tcp://127.0.0.1:1?keepalive-idle=1500ms | whole seconds",
        "tcp://127.0.0.1:1?keepalive-idle=40000 | whole seconds, from 1s to 32767s",
        "tcp://127.0.0.1:1?keepalive-count=0    | from 1 to 127",
        "tcp://127.0.0.1:1?keepalive=off&keepalive-count=3 | mean nothing",
        "tcp://127.0.0.1:1?linger=10ms          | whole seconds",
        "tcp://127.0.0.1:1?user-timeout=0s      | from 1ms",
        "tcp://127.0.0.1:1?attempt-delay=9ms    | at least 10ms",
        "tcp://127.0.0.1:1?ipv4=off&ipv6=off    | leave no address",
        "tcp://127.0.0.1:1?reuse-address=on     | is for listening on tcp",
        "tcp://127.0.0.1:1?backlog=1            | is for listening",
        "tcp://127.0.0.1:1?owner=root           | is for listening on a unix path",
        "unix:/run/q?linger=1s                  | is for tcp",
        "unix:/run/q?ipv4=on                    | is for tcp",
        "unix:@q?mark=1                         | is for tcp",
        "unix:@q?attempt-delay=1s               | is for connecting over tcp",
        "unix:@q?tos=4                          | is for tcp"
      })
  void whatMeansNothingIsRefusedBeforeAnythingIsOpened(String address, String why) {
    var failure = assertThrows(InvalidAddressException.class, () -> Qio.connect(address));
    assertTrue(failure.getMessage().contains(why), failure::getMessage);
  }

  @Rule("SOCK-24")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP"})
  void aListenerMayForgoTheReuseOfItsAddress(SocketKind kind) throws Exception {
    String address;
    try (QioListener first = kind.listen();
        QioChannel client = kind.connect(first)) {
      address = first.localAddress();
      first.accept().close(); // the server's end closes first, so the port is left in TIME_WAIT
      assertEquals(QioChannel.EOF, client.read(ByteBuffer.allocate(1)));
    }
    assertThrows(IOException.class, () -> Qio.listen(kind.with(address, "reuse-address=off")));
    Qio.listen(kind.with(address)).close();
  }

  @Rule("SOCK-24")
  @Test
  void buffersOfAcceptedUnixSocketsAreSetToo() throws Exception {
    SocketKind kind = SocketKind.NATIVE_UNIX;
    try (QioListener listener = kind.listen("sndbuf=32KiB", "rcvbuf=48KiB");
        QioChannel client = kind.connect(listener);
        QioChannel server = listener.accept()) {
      assertTrue(client.isOpen());
      assertEquals(64 << 10, value(server, PosixSocketOption.SEND_BUFFER));
      assertEquals(96 << 10, value(server, PosixSocketOption.RECEIVE_BUFFER));
    }
  }
}
