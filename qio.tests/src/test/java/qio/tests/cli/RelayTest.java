package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.tck.Rule;

/** {@code qio relay} in this process, over each transport on both sides. */
class RelayTest {

  private static final Duration LIMIT = Duration.ofSeconds(Output.LIMIT_SECONDS);
  private static final int BULK = 3_000_001;

  /** What a relay stands between. */
  enum Transport {
    MEM,
    TCP,
    UNIX;

    String address(Path directory, String name) {
      return switch (this) {
        case MEM -> "mem:" + name + "-" + UUID.randomUUID();
        case TCP -> "tcp://127.0.0.1:0";
        case UNIX -> "unix:" + directory.resolve(name);
      };
    }
  }

  @TempDir private Path directory;

  private static QioChannel accept(QioListener listener) throws IOException {
    return listener.accept(LIMIT).orElseThrow();
  }

  private static <T> Future<T> inBackground(java.util.concurrent.Callable<T> job) {
    var task = new FutureTask<>(job);
    Thread.ofVirtual().start(task);
    return task;
  }

  @Rule("CLI-5")
  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatAClientSendsBeforeItsHalfCloseArrivesAndSoDoesTheAnswerAfterIt(Transport transport)
      throws Exception {
    byte[] question = Bytes.random(1, BULK);
    byte[] answer = Bytes.random(2, BULK + 7);
    try (QioListener target = Qio.listen(transport.address(directory, "target"));
        QioCall relay =
            QioCall.start("relay", transport.address(directory, "in"), target.localAddress());
        QioChannel client = Qio.connect(relay.awaitListening());
        QioChannel server = accept(target)) {
      Future<byte[]> received = inBackground(() -> Bytes.receiveAll(server));
      Bytes.send(client, question);
      client.shutdown(ShutdownMode.WRITE);
      assertArrayEquals(question, received.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      Future<byte[]> answered = inBackground(() -> Bytes.receiveAll(client));
      Bytes.send(server, answer);
      server.close();
      assertArrayEquals(answer, answered.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(
          line.contains(": " + BULK + " bytes to target, " + (BULK + 7) + " bytes to client, "),
          line);
      assertTrue(line.endsWith(", closed by client"), line);
    }
  }

  @Rule("CLI-5")
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aTargetMayHalfCloseFirstAndStillHearTheClient(Transport transport) throws Exception {
    byte[] late = Bytes.random(3, BULK);
    try (QioListener target = Qio.listen(transport.address(directory, "target"));
        QioCall relay =
            QioCall.start("relay", transport.address(directory, "in"), target.localAddress());
        QioChannel client = Qio.connect(relay.awaitListening());
        QioChannel server = accept(target)) {
      Bytes.send(server, "greeting");
      server.shutdown(ShutdownMode.WRITE);
      assertEquals("greeting", new String(Bytes.receiveAll(client)));
      Future<byte[]> received = inBackground(() -> Bytes.receiveAll(server));
      Bytes.send(client, late);
      client.close();
      assertArrayEquals(late, received.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(line.endsWith(", closed by target"), line);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void bothDirectionsMoveAtTheSameTime(Transport transport) throws Exception {
    byte[] one = Bytes.random(4, BULK);
    byte[] other = Bytes.random(5, BULK);
    try (QioListener target = Qio.listen(transport.address(directory, "target"));
        QioCall relay =
            QioCall.start("relay", transport.address(directory, "in"), target.localAddress());
        QioChannel client = Qio.connect(relay.awaitListening());
        QioChannel server = accept(target)) {
      // Both write more than any buffer holds before either reads a byte to its end.
      Future<byte[]> atServer = inBackground(() -> Bytes.receive(server, BULK));
      Future<byte[]> atClient = inBackground(() -> Bytes.receive(client, BULK));
      Future<Void> back =
          inBackground(
              () -> {
                Bytes.send(server, other);
                return null;
              });
      Bytes.send(client, one);
      assertArrayEquals(one, atServer.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      assertArrayEquals(other, atClient.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      back.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Rule("CLI-5")
  @ParameterizedTest
  @EnumSource(Transport.class)
  void theTargetSeesConnectionsInTheOrderOfTheirClients(Transport transport) throws Exception {
    int clients = 100;
    List<QioChannel> open = new ArrayList<>();
    try (QioListener target = Qio.listen(transport.address(directory, "target") + "?backlog=1000");
        QioCall relay =
            QioCall.start(
                "relay",
                transport.address(directory, "in") + "?backlog=1000",
                target.localAddress(),
                "--drain-timeout=100ms")) {
      String address = relay.awaitListening();
      for (int i = 0; i < clients; i++) {
        QioChannel client = Qio.connect(address);
        open.add(client);
        Bytes.send(client, "%04d".formatted(i));
      }
      for (int i = 0; i < clients; i++) {
        QioChannel server = accept(target);
        open.add(server);
        Bytes.expect(server, "%04d".formatted(i));
      }
    } finally {
      for (QioChannel each : open) {
        each.close();
      }
    }
  }

  @Rule("CLI-5")
  @Test
  void aTargetThatIsNotThereEndsThatClientAlone() throws Exception {
    Path path = directory.resolve("later");
    try (QioCall relay = QioCall.start("relay", "tcp://127.0.0.1:0", "unix:" + path)) {
      String address = relay.awaitListening();
      try (QioChannel client = Qio.connect(address)) {
        assertEquals(0, Bytes.receiveAll(client).length);
      }
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(line.contains("target not reached: unix:" + path), line);
      try (QioListener target = Qio.listen("unix:" + path);
          QioChannel client = Qio.connect(address);
          QioChannel server = accept(target)) {
        Bytes.send(client, "now");
        Bytes.expect(server, "now");
      }
    }
  }

  @Test
  void aTargetThatHangsUpAtOnceEndsTheClientsStream() throws Exception {
    try (QioListener target = Qio.listen("tcp://127.0.0.1:0");
        QioCall relay = QioCall.start("relay", "tcp://127.0.0.1:0", target.localAddress());
        QioChannel client = Qio.connect(relay.awaitListening())) {
      accept(target).close();
      assertEquals(0, Bytes.receiveAll(client).length);
      client.close();
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(line.endsWith("0 bytes to target, 0 bytes to client, " + tail(line)), line);
      assertTrue(line.endsWith(", closed by target"), line);
    }
  }

  private static String tail(String line) {
    return line.substring(line.lastIndexOf("client, ") + "client, ".length());
  }

  @Test
  void aTargetThatStopsListeningToTheClientCanStillAnswer() throws Exception {
    try (QioListener target = Qio.listen("unix:" + directory.resolve("target"));
        QioCall relay =
            QioCall.start("relay", "unix:" + directory.resolve("in"), target.localAddress());
        QioChannel client = Qio.connect(relay.awaitListening());
        QioChannel server = accept(target)) {
      server.shutdown(ShutdownMode.READ); // what the relay writes there fails from now on
      Bytes.send(client, "a long request");
      for (int i = 0; i < 200; i++) { // the relay finds that out meanwhile
        Bytes.send(server, "wait");
        Bytes.expect(client, "wait");
      }
      Bytes.send(server, "too large, good bye");
      server.close();
      assertEquals("too large, good bye", new String(Bytes.receiveAll(client)));
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(line.contains("target failed: "), line);
    }
  }

  @Test
  void moreClientsThanAllowedWaitUntilOneEnds() throws Exception {
    try (QioListener target = Qio.listen("mem:target-" + UUID.randomUUID());
        QioCall relay =
            QioCall.start(
                "relay", "tcp://127.0.0.1:0", target.localAddress(), "--max-connections=2")) {
      String address = relay.awaitListening();
      try (QioChannel one = Qio.connect(address);
          QioChannel two = Qio.connect(address);
          QioChannel three = Qio.connect(address);
          QioChannel serverOne = accept(target);
          QioChannel serverTwo = accept(target)) {
        relay.err().awaitLine(l -> l.startsWith("2 connections, the limit"));
        assertEquals(Optional.empty(), target.accept(Duration.ofMillis(200)));
        Bytes.send(three, "third");
        one.close();
        serverOne.close();
        try (QioChannel serverThree = accept(target)) {
          Bytes.expect(serverThree, "third");
        }
      }
    }
  }

  @Test
  void aTargetThatNeverAnswersHoldsUpTheRelayForItsConnectTimeoutOnly() throws Exception {
    try (var silent = new SilentTarget();
        QioCall relay =
            QioCall.start(
                "relay", "tcp://127.0.0.1:0", silent.address() + "?connect-timeout=300ms");
        QioChannel client = Qio.connect(relay.awaitListening())) {
      assertEquals(0, Bytes.receiveAll(client).length);
      String line = relay.err().awaitLine(l -> l.startsWith("#1 "));
      assertTrue(line.contains("target not reached: " + silent.address()), line);
    }
  }

  @Test
  void anInterruptDuringADialStopsTheRelay() throws Exception {
    try (var silent = new SilentTarget();
        QioCall relay =
            QioCall.start("relay", "tcp://127.0.0.1:0", silent.address() + "?connect-timeout=1h");
        QioChannel client = Qio.connect(relay.awaitListening())) {
      silent.awaitDial();
      relay.stop();
      assertEquals(0, relay.awaitExit(), relay.err()::text);
      assertEquals(0, Bytes.receiveAll(client).length);
      assertEquals(1, relay.err().lines().size(), relay.err()::text);
    }
  }

  @Test
  void aRelayLeavesNothingBehind() throws Exception {
    Path in = directory.resolve("in");
    try (QioListener target = Qio.listen("unix:" + directory.resolve("target"))) {
      String[] args = {"relay", "unix:" + in, target.localAddress(), "--drain-timeout=100ms"};
      long before = -1;
      for (int round = 0; round < 3; round++) { // the first one may load and open what stays
        try (QioCall relay = QioCall.start(args)) {
          String address = relay.awaitListening();
          for (int i = 0; i < 20; i++) {
            try (QioChannel client = Qio.connect(address);
                QioChannel server = accept(target)) {
              Bytes.send(client, "abc");
              Bytes.expect(server, "abc");
            }
          }
          try (QioChannel left = Qio.connect(address);
              QioChannel server = accept(target)) {
            Bytes.send(left, "abc");
            relay.stop();
            assertEquals(0, relay.awaitExit());
            Bytes.expect(server, "abc");
            assertEquals(0, Bytes.receiveAll(server).length, "it was cut");
          }
        }
        assertTrue(Files.notExists(in), "the listener's path is gone");
        long now = Bytes.openDescriptors();
        assertTrue(before < 0 || now <= before, before + " descriptors, then " + now);
        before = now;
      }
    }
  }
}
