package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.tck.Rule;

/** {@code qio relay} as a process: signals, many connections, want of descriptors. */
@EnabledOnOs(OS.LINUX)
class RelayProcessTest {

  private static final Duration LIMIT = Duration.ofSeconds(Output.LIMIT_SECONDS);

  @TempDir private Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();

  private <T extends AutoCloseable> T keep(T resource) {
    open.add(resource);
    return resource;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private QioChannel accept(QioListener listener) throws IOException {
    return keep(listener.accept(LIMIT).orElseThrow());
  }

  @Rule("CLI-6")
  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalStopsAcceptingDrainsAndExitsWithZero(String signal) throws Exception {
    QioListener target = keep(Qio.listen("tcp://127.0.0.1:0"));
    QioProcess relay = keep(QioProcess.start("relay", "tcp://127.0.0.1:0", target.localAddress()));
    String address = relay.awaitListening();
    QioChannel client = keep(Qio.connect(address));
    QioChannel server = accept(target);
    Bytes.send(client, "before");
    Bytes.expect(server, "before");
    relay.signal(signal);
    relay.err().awaitLine("stopped accepting; waiting for 1 open connections"::equals);
    assertThrows(IOException.class, () -> keep(Qio.connect(address)), "nobody listens any more");
    Bytes.send(server, "after");
    Bytes.expect(client, "after");
    client.close();
    assertEquals(0, Bytes.receiveAll(server).length);
    server.close();
    assertEquals(0, relay.awaitExit(), relay.err()::text);
    String line = relay.err().lines().getLast();
    assertTrue(
        line.matches(
            "#1 tcp://127.0.0.1:\\d+: 6 bytes to target, 5 bytes to client, .*, closed by client"),
        line);
  }

  @Test
  void thePortableEngineRelaysAndDrainsToo() throws Exception {
    byte[] bulk = Bytes.random(1, 1_000_003);
    QioListener target = keep(Qio.listen("unix:" + directory.resolve("target")));
    QioProcess relay =
        keep(
            QioProcess.start(
                QioProcess.command(
                    List.of("-Dqio.socket.engine=nio"),
                    "relay",
                    "tcp://127.0.0.1:0",
                    target.localAddress())));
    QioChannel client = keep(Qio.connect(relay.awaitListening()));
    QioChannel server = accept(target);
    var received = new FutureTask<byte[]>(() -> Bytes.receiveAll(server));
    Thread.ofVirtual().start(received);
    Bytes.send(client, bulk);
    client.shutdown(ShutdownMode.WRITE);
    assertArrayEquals(bulk, received.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    relay.stop();
    relay.err().awaitLine("stopped accepting; waiting for 1 open connections"::equals);
    Bytes.send(server, "late answer");
    server.close();
    assertEquals("late answer", new String(Bytes.receiveAll(client)));
    assertEquals(0, relay.awaitExit(), relay.err()::text);
  }

  @Test
  void anIdleRelayEndsAtOnce() throws Exception {
    QioProcess relay = keep(QioProcess.start("relay", "tcp://127.0.0.1:0", "tcp://127.0.0.1:1"));
    relay.awaitListening();
    relay.stop();
    assertEquals(0, relay.awaitExit());
    assertEquals("", relay.err().text());
  }

  @Test
  void connectionsThatDoNotEndAreCutWhenTheDrainTimeIsUp() throws Exception {
    QioListener target = keep(Qio.listen("tcp://127.0.0.1:0"));
    QioProcess relay =
        keep(
            QioProcess.start(
                "relay", "tcp://127.0.0.1:0", target.localAddress(), "--drain-timeout=200ms"));
    QioChannel client = keep(Qio.connect(relay.awaitListening()));
    QioChannel server = accept(target);
    Bytes.send(client, "x");
    Bytes.expect(server, "x");
    relay.stop();
    assertEquals(0, Bytes.receiveAll(client).length);
    assertEquals(0, Bytes.receiveAll(server).length);
    assertEquals(0, relay.awaitExit(), relay.err()::text);
    assertTrue(
        relay.err().text().contains("1 connections are still open; cutting them"),
        relay.err()::text);
    assertTrue(
        relay.err().lines().getLast().endsWith("cut when the relay ended"), relay.err()::text);
  }

  @Test
  void aTargetThatDoesNotAnswerHoldsUpTheEndForTheDrainTimeOnly() throws Exception {
    var silent = keep(new SilentTarget());
    QioProcess relay =
        keep(
            QioProcess.start(
                "relay",
                "tcp://127.0.0.1:0",
                silent.address() + "?connect-timeout=1h",
                "--drain-timeout=200ms"));
    QioChannel client = keep(Qio.connect(relay.awaitListening()));
    silent.awaitDial();
    relay.stop();
    assertEquals(0, Bytes.receiveAll(client).length);
    assertEquals(0, relay.awaitExit(), relay.err()::text);
  }

  @Rule("CLI-5")
  @Test
  void aThousandConnectionsAtOnceReachTheTargetInTheirOrderAndNothingIsLeftOfThem()
      throws Exception {
    int count = 1_000;
    QioListener target = keep(Qio.listen("unix:" + directory.resolve("target") + "?backlog=2000"));
    QioProcess relay =
        keep(QioProcess.start("relay", "tcp://127.0.0.1:0?backlog=2000", target.localAddress()));
    var address = new InetSocketAddress("127.0.0.1", port(relay.awaitListening()));
    long before = relay.sockets();
    List<SocketChannel> clients = new ArrayList<>();
    List<QioChannel> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) { // nobody is waited for: a relay that dials at will is caught
      clients.add(keep(SocketChannel.open(address)));
      clients.get(i).write(ByteBuffer.wrap("%04d".formatted(i).getBytes()));
    }
    for (int i = 0; i < count; i++) {
      servers.add(accept(target));
      Bytes.expect(servers.get(i), "%04d".formatted(i));
      Bytes.send(servers.get(i), "ok");
    }
    assertEquals(2L * count, relay.sockets() - before);
    for (int i = 0; i < count; i++) {
      assertEquals(2, clients.get(i).read(ByteBuffer.allocate(2)));
      clients.get(i).close();
      servers.get(i).close();
    }
    relay.err().awaitLines(count, line -> line.contains("4 bytes to target, 2 bytes to client"));
    assertEquals(before, relay.sockets());
    relay.stop();
    assertEquals(0, relay.awaitExit());
    assertEquals(count, relay.err().lines().stream().filter(l -> l.startsWith("#")).count());
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @Test
  void wantOfDescriptorsIsSaidOnceAndPassesWhenThereAreSomeAgain() throws Exception {
    int limit = 100;
    // The target null: takes no descriptor, so that it is accepting that fails.
    QioProcess relay =
        keep(
            QioProcess.startWith(
                List.of("bash", "-c", "ulimit -n " + limit + " && exec \"$@\"", "bash"),
                "relay",
                "tcp://127.0.0.1:0?backlog=500",
                "null:"));
    var address = new InetSocketAddress("127.0.0.1", port(relay.awaitListening()));
    SocketChannel.open(address).close();
    relay.err().awaitLine(line -> line.startsWith("#1 ")); // its classes are files: all are loaded
    List<SocketChannel> clients = new ArrayList<>();
    for (int i = 0; i < limit; i++) {
      clients.add(keep(SocketChannel.open(address)));
    }
    relay.err().awaitLine(line -> line.contains("cannot accept") && line.contains("EMFILE"));
    for (SocketChannel client : clients) {
      client.close();
    }
    relay.err().awaitLines(limit + 1, line -> line.startsWith("#"));
    SocketChannel late = keep(SocketChannel.open(address));
    assertEquals(-1, late.read(ByteBuffer.allocate(1)), "null: has ended, so it was served");
    late.close();
    relay.err().awaitLines(limit + 2, line -> line.startsWith("#"));
    assertEquals(1, count(relay, "cannot accept"), relay.err()::text);
    assertEquals(1, count(relay, "accepting again"), relay.err()::text);
    relay.stop();
    assertEquals(0, relay.awaitExit(), relay.err()::text);
  }

  private static long count(QioProcess relay, String text) {
    return relay.err().lines().stream().filter(line -> line.contains(text)).count();
  }
}
