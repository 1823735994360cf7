package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.Qio;
import qio.api.aio.AioContext;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.WatchSource;
import qio.posix.PosixDescriptor;
import qio.tck.Rule;

/** Accepting: waiting, polled, watched; woken, interrupted, many at once (S33–S35). */
class AcceptTest {

  static Stream<Arguments> kindsAndCrews() {
    return Arrays.stream(SocketKind.values())
        .flatMap(kind -> Arrays.stream(Crew.values()).map(crew -> Arguments.of(kind, crew)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void waitsForAClient(SocketKind kind, Crew crew) throws Exception {
    try (QioListener listener = kind.listen()) {
      var accepting = crew.start(listener::accept);
      accepting.asleep();
      try (QioChannel client = kind.connect(listener);
          QioChannel server = accepting.get()) {
        assertTrue(server.isBlocking());
        Bytes.send(server, "welcome");
        assertEquals("welcome", Bytes.receive(client, 7));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  @Rule("LSN-15")
  void whoAcceptsWithoutWaitingDoesNotWaitBesideOneWhoDoes(SocketKind kind, Crew crew)
      throws Exception {
    try (QioListener listener = kind.listen()) {
      var accepting = crew.start(listener::accept).asleep();
      assertEquals(Optional.empty(), crew.start(listener::tryAccept).get());
      try (QioChannel client = kind.connect(listener);
          QioChannel server = accepting.get()) {
        assertTrue(client.isOpen() && server.isOpen());
      }
      assertEquals(Optional.empty(), crew.start(listener::tryAccept).get());
      var again = crew.start(listener::accept).asleep();
      try (QioChannel client = kind.connect(listener);
          QioChannel server = again.get()) {
        assertTrue(client.isOpen() && server.isOpen());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void closeWakesWhoAccepts(SocketKind kind, Crew crew) throws Exception {
    QioListener listener = kind.listen();
    var accepting = crew.start(listener::accept).asleep();
    listener.close();
    accepting.failure(AsynchronousCloseException.class);
    assertThrows(ClosedChannelException.class, listener::tryAccept);
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void anInterruptWakesAndLeavesTheListenerUsable(SocketKind kind, Crew crew) throws Exception {
    try (QioListener listener = kind.listen()) {
      var accepting = crew.start(listener::accept).asleep();
      accepting.thread().interrupt();
      accepting.failure(InterruptedIOException.class);
      try (QioChannel client = kind.connect(listener);
          QioChannel server = listener.accept()) {
        assertTrue(server.isOpen());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void nobodyThereIsNoError(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen()) {
      assertEquals(Optional.empty(), listener.tryAccept());
      assertEquals(Optional.empty(), listener.accept(Duration.ofMillis(5)));
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void aLoopAcceptsOnItsThread(SocketKind kind) throws Exception {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    try (AioContext loop = AioContext.open("accepting").start();
        QioListener listener = kind.listen()) {
      WatchSource watch =
          listener.addWatch(
              loop,
              client -> {
                threads.add(Thread.currentThread());
                closeQuietly(client);
              });
      for (int i = 0; i < 3; i++) {
        try (QioChannel client = kind.connect(listener)) {
          assertEquals(QioChannel.EOF, client.read(ByteBuffer.allocate(1)));
        }
        assertTrue(threads.poll(10, TimeUnit.SECONDS).getName().contains("accepting"));
      }
      watch.close();
      try (QioChannel client = kind.connect(listener);
          QioChannel server = listener.accept()) {
        assertTrue(server.isOpen(), "after the watch is closed the backlog is there for others");
      }
    }
  }

  private static void closeQuietly(QioChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void clientsThatLeaveAtOnceDoNotHarmTheListener(SocketKind kind) throws Exception {
    try (QioListener listener = kind.listen()) {
      OpenDescriptors.unchangedBy(
          () -> {
            for (int i = 0; i < 10; i++) {
              kind.connect(listener).close();
            }
            int left = 10;
            while (left > 0) {
              QioChannel accepted = listener.accept();
              try (accepted) {
                assertEquals(QioChannel.EOF, accepted.read(ByteBuffer.allocate(1)));
              }
              left--;
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP", "NATIVE_UNIX", "NIO_UNIX"})
  void aThousandConnectionsAtOnce(SocketKind kind) throws Exception {
    int count = 1000;
    List<QioChannel> channels = new ArrayList<>();
    try (QioListener listener = kind.listen("backlog=4096")) {
      var accepting = Crew.VIRTUAL.start(() -> echoTo(listener, count));
      List<Crew.Hand<Void>> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        QioChannel client = kind.connect(listener);
        channels.add(client);
        String word = "%04d".formatted(i);
        clients.add(
            Crew.VIRTUAL.start(
                () -> {
                  Bytes.send(client, word);
                  assertEquals(word, Bytes.receive(client, 4));
                  return null;
                }));
      }
      for (var client : clients) {
        client.get();
      }
      channels.addAll(accepting.get());
    } finally {
      for (QioChannel each : channels) {
        each.close();
      }
    }
  }

  private static List<QioChannel> echoTo(QioListener listener, int count) throws IOException {
    List<QioChannel> accepted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      QioChannel server = listener.accept();
      accepted.add(server);
      Crew.VIRTUAL.start(
          () -> {
            Bytes.send(server, Bytes.receive(server, 4));
            return null;
          });
    }
    return accepted;
  }

  @Rule("SOCK-11")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NATIVE_TCP6", "NATIVE_UNIX", "NATIVE_ABSTRACT"})
  void noDescriptorGoesToChildren(SocketKind kind) throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fdinfo")), "no /proc here");
    try (SocketPair pair = kind.pair()) {
      for (QioChannel each : List.of(pair.listener().channel(), pair.client(), pair.server())) {
        int number = ((PosixDescriptor) each.descriptor().orElseThrow()).number();
        String flags =
            Files.readAllLines(Path.of("/proc/self/fdinfo/" + number)).stream()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow();
        long bits = Long.parseLong(flags.substring(6).trim(), 8);
        assertTrue((bits & 02000000) != 0, "O_CLOEXEC in " + flags);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void acceptedChannelsOutliveTheListener(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.listener().close();
      assertFalse(pair.listener().isOpen());
      Bytes.send(pair.client(), "still");
      assertEquals("still", Bytes.receive(pair.server(), 5));
      assertThrows(IOException.class, () -> kind.connect(pair.listener()));
    }
  }

  @Rule("SOCK-10")
  @ParameterizedTest
  @EnumSource(names = {"NATIVE_TCP", "NIO_TCP"})
  void aPortCanBeListenedOnAgainAtOnce(SocketKind kind) throws Exception {
    String address;
    try (SocketPair pair = kind.pair()) {
      address = pair.listener().localAddress();
      pair.server().close(); // the listener's side closes first, so its port is in TIME_WAIT
    }
    Qio.listen(kind.with(address)).close();
  }
}
