package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.Envelope;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Rule;

/** Addresses of sockets for messages: what is bound, made, removed, and refused (S55, S17). */
class MessageAddressTest {

  @TempDir Path folder;

  private static MessageChannel open(String address) throws IOException {
    return (MessageChannel) Qio.connect(address);
  }

  private static String heard(QioChannel channel) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(100);
    channel.read(dst);
    return Bytes.text(dst);
  }

  @Rule("DGRAM-17")
  @ParameterizedTest
  @CsvSource({
    "udp://:5, no host",
    "udp://127.0.0.1:0, port 0",
    "udp://127.0.0.1:65536, 0 to 65535",
    "udp://127.0.0.1, no port",
    "udp:?local=127.0.0.1:70000, 0 to 65535",
    "udp:?local=127.0.0.1, no port",
    "udp://[::1]:7?local=127.0.0.1:0, another address family",
    "udp:?nodelay=on, means nothing for udp",
    "udp:?connect-timeout=1s, means nothing for udp",
    "udp:?mode=600, is for a local path",
    "unixgram:?local=@x&mode=600, is for a local path",
    "unixgram:?broadcast=on, means nothing for unixgram",
    "unixgram:relative, absolute; write unixgram:/relative",
    "unixgram:@, no name",
    "tcp://127.0.0.1:1?local=127.0.0.1:2, is for udp and unixgram"
  })
  void aBadAddressSaysWhatWouldBeRight(String address, String words) {
    var refused = assertThrows(InvalidAddressException.class, () -> Qio.connect(address));
    assertTrue(refused.getMessage().contains(words), refused::getMessage);
  }

  @Rule("DGRAM-17")
  @ParameterizedTest
  @ValueSource(strings = {"udp://127.0.0.1:7000", "unixgram:/tmp/x"})
  void thereIsNoListener(String address) {
    var refused = assertThrows(InvalidAddressException.class, () -> Qio.listen(address));
    assertTrue(refused.getMessage().contains("messages need no listener"), refused::getMessage);
  }

  @Rule("DGRAM-17")
  @Test
  void tlsIsRefusedAndTheSocketClosed() throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          var refused =
              assertThrows(
                  IOException.class, () -> Qio.connect("tls+udp://127.0.0.1:7000?verify=off"));
          assertTrue(refused.getMessage().contains("needs a stream"), refused::getMessage);
        });
  }

  @Rule("DGRAM-18")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aConnectedSocketCanBeBoundFirst(String engine) throws Exception {
    try (MessageChannel server = open("udp://?local=127.0.0.1:0&engine=" + engine)) {
      String at = server.localAddress().orElseThrow();
      assertTrue(at.matches("udp://127\\.0\\.0\\.1:[1-9][0-9]*"), at);
      assertEquals(Optional.empty(), server.remoteAddress());
      assertEquals("udp:?local=127.0.0.1:0", server.address());
      try (MessageChannel client = open(at + "?local=127.0.0.1:0&engine=" + engine)) {
        assertEquals(Optional.of(at), client.remoteAddress());
        client.write(Bytes.of("x"));
        Envelope from = server.envelope();
        server.receive(ByteBuffer.allocate(1), from);
        assertEquals(client.localAddress(), from.address());
      }
    }
  }

  @Rule("DGRAM-18")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aSocketWithoutAnyAddressReachesBothFamilies(String engine) throws Exception {
    try (MessageChannel server = open("udp:?local=127.0.0.1:0&engine=" + engine);
        MessageChannel free = open("udp:?engine=" + engine)) {
      free.send(Bytes.of("to v4"), free.envelope(server.localAddress().orElseThrow()));
      Envelope from = server.envelope();
      server.receive(ByteBuffer.allocate(10), from);
      server.send(Bytes.of("back"), from);
      assertEquals("back", heard(free));
    }
  }

  @Rule("DGRAM-18")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aBusyPortIsABindExceptionUnlessItIsShared(String engine) throws Exception {
    try (MessageChannel first = open("udp:?local=127.0.0.1:0&reuse-port=on&engine=" + engine)) {
      String port = first.localAddress().orElseThrow().replaceFirst("udp://", "");
      String again = "udp:?engine=" + engine + "&local=" + port;
      var busy = assertThrows(BindException.class, () -> Qio.connect(again));
      assertTrue(busy.getMessage().contains("cannot take " + port), busy::getMessage);
      Qio.connect(again + "&reuse-port=on").close();
      var foreign =
          assertThrows(
              BindException.class, () -> Qio.connect("udp:?local=192.0.2.1:0&engine=" + engine));
      assertTrue(foreign.getMessage().contains("no such address"), foreign::getMessage);
    }
  }

  @Rule("DGRAM-18")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aReadTimeoutHolds(String engine) throws Exception {
    try (MessageChannel server =
        open("udp:?local=127.0.0.1:0&read-timeout=20ms&engine=" + engine)) {
      var late =
          assertThrows(
              SocketTimeoutException.class,
              () -> server.receive(ByteBuffer.allocate(1), server.envelope()));
      assertTrue(late.getMessage().contains("read-timeout"), late::getMessage);
    }
  }

  @Rule("DGRAM-18")
  @Test
  void toBroadcastIsOffUnlessItIsAskedFor() throws Exception {
    try (MessageChannel channel = open("udp:?local=127.0.0.1:0&engine=native")) {
      Envelope all = channel.envelope("udp://255.255.255.255:9");
      var refused = assertThrows(SocketException.class, () -> channel.send(Bytes.of("x"), all));
      assertTrue(refused.getMessage().contains("broadcast=on"), refused::getMessage);
    }
  }

  // ---- paths ----

  private String path() {
    return folder.resolve("s").toString();
  }

  @Rule("DGRAM-19")
  @Test
  void thePathIsMadeWithItsModeAndRemovedAtClose() throws Exception {
    MessageChannel server = open("unixgram:?mode=600&local=" + path());
    assertEquals("unixgram:" + path(), server.localAddress().orElseThrow());
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(Path.of(path())));
    try (MessageChannel client = open("unixgram:" + path())) {
      client.write(Bytes.of("hello"));
      assertEquals("hello", heard(server));
    }
    assertTrue(Files.exists(Path.of(path())), "a client's close leaves it");
    server.close();
    assertFalse(Files.exists(Path.of(path())));
  }

  @Rule("DGRAM-19")
  @Test
  void aLeftoverIsReplacedAndNothingElse() throws Exception {
    open("unixgram:?unlink=off&local=" + path()).close();
    assertTrue(Files.exists(Path.of(path())));
    try (MessageChannel living = open("unixgram:?local=" + path())) {
      assertThrows(BindException.class, () -> open("unixgram:?local=" + path()));
      assertTrue(living.isOpen());
    }
    try (QioListener stream = Qio.listen("unix:" + path())) {
      assertThrows(BindException.class, () -> open("unixgram:?local=" + path()));
      var type = assertThrows(SocketException.class, () -> open("unixgram:" + path()));
      assertTrue(type.getMessage().contains("of another type"), type::getMessage);
    }
    Files.writeString(Path.of(path()), "a file");
    var file = assertThrows(BindException.class, () -> open("unixgram:?local=" + path()));
    assertTrue(file.getMessage().contains("is no socket"), file::getMessage);
    assertEquals("a file", Files.readString(Path.of(path())));
    assertThrows(ConnectException.class, () -> open("unixgram:" + path()));
  }

  @Rule("DGRAM-19")
  @Test
  void aPathThatSomebodyElseHasTakenMeanwhileIsLeftAlone() throws Exception {
    MessageChannel first = open("unixgram:?local=" + path());
    Files.delete(Path.of(path()));
    try (MessageChannel second = open("unixgram:?local=" + path())) {
      first.close();
      assertTrue(Files.exists(Path.of(path())));
      assertTrue(second.isOpen());
    }
  }

  @Rule("DGRAM-19")
  @Test
  void whatIsNotThereIsSaid() throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          var absent = assertThrows(ConnectException.class, () -> open("unixgram:" + path()));
          assertTrue(absent.getMessage().contains("no such socket file"), absent::getMessage);
          assertThrows(
              NoSuchFileException.class, () -> open("unixgram:?local=" + folder.resolve("none/s")));
        });
  }

  @Rule("DGRAM-20")
  @Test
  void aClientWithoutAPathCanBeAnsweredAndAbstractNamesWork() throws Exception {
    String name = "qio-messages-" + ProcessHandle.current().pid();
    try (MessageChannel server = open("unixgram:?local=@" + name);
        MessageChannel client = open("unixgram:@" + name)) {
      assertEquals(Optional.of("unixgram:@" + name), client.remoteAddress());
      client.write(Bytes.of("question"));
      Envelope from = server.envelope();
      server.receive(ByteBuffer.allocate(20), from);
      assertTrue(from.address().orElseThrow().startsWith("unixgram:@"), from::toString);
      server.send(Bytes.of("answer"), from);
      assertEquals("answer", heard(client));
    }
  }

  // ---- engines ----

  @Rule({"DGRAM-21", "SOCK-39"})
  @ParameterizedTest
  @ValueSource(strings = {"unixgram:/tmp/qio-none", "unixgram:?local=/tmp/qio-none", "vsock://2:1"})
  void whatJavaDoesNotHaveIsRefusedWithTheFlagToPass(String address) {
    String nio = address + (address.contains("?") ? "&" : "?") + "engine=nio";
    var refused = assertThrows(IOException.class, () -> Qio.connect(nio));
    assertTrue(
        refused.getMessage().contains("--enable-native-access=qio.posix"), refused::getMessage);
  }

  @Rule("DGRAM-21")
  @Test
  void javaSendsNoEmptyMessageFromAConnectedSocketAndToNobodyElse() throws Exception {
    try (MessageChannel server = open("udp:?local=127.0.0.1:0&engine=nio");
        MessageChannel other = open("udp:?local=127.0.0.1:0&engine=nio");
        MessageChannel client = open(server.localAddress().orElseThrow() + "?engine=nio")) {
      Envelope elsewhere = client.envelope(other.localAddress().orElseThrow());
      for (var refused :
          new IOException[] {
            assertThrows(
                IOException.class, () -> client.send(ByteBuffer.allocate(0), client.envelope())),
            assertThrows(IOException.class, () -> client.send(Bytes.of("x"), elsewhere))
          }) {
        assertTrue(
            refused.getMessage().contains("--enable-native-access=qio.posix"), refused::getMessage);
      }
    }
  }

  @Rule("DGRAM-4")
  @ParameterizedTest
  @ValueSource(strings = {"udp", "unixgram"})
  void theNativeEngineSendsEmptyMessagesFromConnectedSockets(String scheme) throws Exception {
    String local = scheme.equals("udp") ? "127.0.0.1:0" : path();
    try (MessageChannel server = open(scheme + ":?engine=native&local=" + local);
        MessageChannel client = open(server.localAddress().orElseThrow() + "?engine=native")) {
      assertEquals(0, client.send(ByteBuffer.allocate(0), client.envelope()));
      assertEquals(0, server.read(ByteBuffer.allocate(5)));
    }
  }

  @Rule("DGRAM-9")
  @Test
  void anEnvelopeOfAnotherFamilyIsRefused() throws Exception {
    try (MessageChannel udp = open("udp:?local=127.0.0.1:0&engine=native");
        MessageChannel gram = open("unixgram:?local=" + path())) {
      Envelope there = udp.envelope(udp.localAddress().orElseThrow());
      var refused =
          assertThrows(IllegalArgumentException.class, () -> gram.send(Bytes.of("x"), there));
      assertTrue(refused.getMessage().contains("another kind"), refused::getMessage);
    }
  }
}
