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
import java.nio.channels.ReadPendingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/**
 * Threads that wait in a socket are woken by close, interrupt and wakeRead; an interrupt never
 * closes a channel.
 */
class WakeTest {

  static Stream<Arguments> kindsAndCrews() {
    return AcceptTest.kindsAndCrews();
  }

  private static QioChannel filled(QioChannel channel) throws IOException {
    channel.setBlocking(false);
    Bytes.fill(channel);
    channel.setBlocking(true);
    return channel;
  }

  /** More than fits, even if the kernel makes more room in a socket that was full. */
  private static Void writeMuch(QioChannel channel) throws IOException {
    channel.writeAll(ByteBuffer.allocate(16 << 20));
    return null;
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void closeWakesReaderAndWriter(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair()) {
      QioChannel client = filled(pair.client());
      var reading = crew.start(() -> client.read(ByteBuffer.allocate(1)));
      var writing = crew.start(() -> writeMuch(client));
      reading.asleep();
      writing.asleep();
      client.close();
      String message = reading.failure(AsynchronousCloseException.class).getMessage();
      assertTrue(message.startsWith(client.address()), message);
      writing.failure(AsynchronousCloseException.class);
      assertThrows(ClosedChannelException.class, () -> client.read(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void anInterruptEndsTheWaitOnly(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair()) {
      QioChannel client = filled(pair.client());
      var reading =
          crew.start(
              () -> {
                assertThrows(
                    InterruptedIOException.class, () -> client.read(ByteBuffer.allocate(1)));
                assertFalse(Thread.currentThread().isInterrupted(), "told once");
                return client.read(ByteBuffer.allocate(1));
              });
      reading.asleep().thread().interrupt();
      var writing = crew.start(() -> writeMuch(client));
      writing.asleep().thread().interrupt();
      writing.failure(InterruptedIOException.class);
      reading.asleep();
      Bytes.send(pair.server(), "x");
      assertEquals(1, reading.get());
      assertTrue(client.isOpen());
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void anInterruptThatIsPendingClosesNothingAndStaysPending(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      Bytes.send(pair.server(), "data");
      pair.client().await(IoCondition.IN);
      var work =
          Crew.PLATFORM.start(
              () -> {
                Thread.currentThread().interrupt();
                int n = pair.client().read(ByteBuffer.allocate(4));
                pair.client().write(Bytes.of("back"));
                assertEquals(Optional.empty(), pair.listener().tryAccept());
                assertTrue(Thread.currentThread().isInterrupted());
                return n;
              });
      assertEquals(4, work.get());
      assertEquals("back", Bytes.receive(pair.server(), 4));
      assertTrue(pair.client().isOpen());
      assertTrue(pair.listener().isOpen());
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void wakeReadEndsAnAwaitWithNothingRead(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair()) {
      var waiting =
          crew.start(
              () -> {
                pair.client().await(IoCondition.IN);
                return "woken";
              });
      waiting.asleep();
      pair.client().wakeRead();
      assertEquals("woken", waiting.get());
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void aWaitWithALimitEndsInTime(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      assertFalse(pair.client().await(IoCondition.IN, Duration.ofMillis(5)));
      assertTrue(pair.client().await(IoCondition.OUT, Duration.ofSeconds(10)));
      Bytes.send(pair.server(), "x");
      assertTrue(pair.client().await(IoCondition.IN, Duration.ofSeconds(10)));
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void aSecondReaderIsRefused(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair()) {
      var reading = crew.start(() -> pair.client().read(ByteBuffer.allocate(1))).asleep();
      assertThrows(ReadPendingException.class, () -> pair.client().read(ByteBuffer.allocate(1)));
      Bytes.send(pair.server(), "x");
      assertEquals(1, reading.get());
    }
  }

  /** A process that is stopped and continued comes out of its system calls with EINTR. */
  @Rule("SOCK-21")
  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void aSignalIsNotSeen(SocketKind kind, Crew crew) throws Exception {
    Peer.assumeInstalled("sh");
    long self = ProcessHandle.current().pid();
    try (SocketPair pair = kind.pair()) {
      var reading = crew.start(() -> Bytes.receive(pair.client(), 4)).asleep();
      for (int i = 0; i < 3; i++) {
        try (Peer stopper =
            Peer.start(List.of("sh", "-c", "kill -STOP " + self + "; kill -CONT " + self))) {
          assertEquals(0, stopper.end());
        }
      }
      Bytes.send(pair.server(), "ping");
      assertEquals("ping", reading.get());
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void connectionsThatAreClosedUnderReadersLeakNothing(SocketKind kind, Crew crew)
      throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          SocketPair pair = kind.pair();
          var reading = crew.start(() -> pair.server().read(ByteBuffer.allocate(1)));
          pair.close();
          reading.failure(IOException.class);
        });
  }
}
