package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.Qio;
import qio.api.aio.AioContext;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/** Time limits hold however a thread waits: blocking or not, and as a coroutine on a loop. */
class SocketDeadlineTest {

  private static final ByteBuffer MUCH = ByteBuffer.allocate(32 << 20);

  static Stream<Arguments> kindsAndCrews() {
    return AcceptTest.kindsAndCrews();
  }

  private static SocketTimeoutException readsTooLong(Crew crew, QioChannel channel) {
    var reading =
        crew.start(
            () -> {
              channel.readAll(ByteBuffer.allocate(1));
              return null;
            });
    return reading.failure(SocketTimeoutException.class);
  }

  private static SocketTimeoutException writesTooLong(Crew crew, QioChannel channel) {
    var writing =
        crew.start(
            () -> {
              channel.writeAll(MUCH.duplicate());
              return null;
            });
    return writing.failure(SocketTimeoutException.class);
  }

  @Rule("SOCK-26")
  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void aTimeoutEndsWholeTransfersInNonBlockingMode(SocketKind kind, Crew crew) throws Exception {
    try (SocketPair pair = kind.pair("read-timeout=20ms", "write-timeout=30ms")) {
      pair.client().setBlocking(false);
      var read = readsTooLong(crew, pair.client());
      assertTrue(
          read.getMessage().contains("20 ms, the limit set with read-timeout"), read::toString);
      var write = writesTooLong(crew, pair.client());
      assertTrue(
          write.getMessage().contains("30 ms, the limit set with write-timeout"), write::toString);
      assertTrue(write.bytesTransferred > 0, "what was taken is told");
    }
  }

  @Rule("SOCK-26")
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void aTimeoutEndsTheSleepOfACoroutineOnALoop(SocketKind kind) throws Exception {
    try (AioContext loop = AioContext.open("timeouts").start();
        SocketPair pair = kind.pair("read-timeout=20ms", "write-timeout=30ms")) {
      pair.client().attachAioContext(loop);
      pair.client().setBlocking(false);
      var read = readsTooLong(Crew.VIRTUAL, pair.client());
      assertTrue(read.getMessage().contains("read-timeout"), read::toString);
      var write = writesTooLong(Crew.VIRTUAL, pair.client());
      assertTrue(write.getMessage().contains("write-timeout"), write::toString);
      Crew.VIRTUAL
          .start(
              () -> {
                pair.client().yieldUntil(IoCondition.IN);
                return null;
              })
          .failure(SocketTimeoutException.class);
      assertTrue(pair.client().isOpen());
    }
  }

  @Rule("SOCK-26")
  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void aDeadlineOfTheAddressCountsFromTheStartOfConnecting(SocketKind kind, Crew crew)
      throws Exception {
    long start = System.nanoTime();
    try (SocketPair pair = kind.pair("deadline=300ms")) {
      Bytes.send(pair.server(), "a");
      assertEquals("a", Bytes.receive(pair.client(), 1));
      var late = readsTooLong(crew, pair.client());
      assertTrue(System.nanoTime() - start >= 300_000_000, "not before the time was up");
      assertTrue(late.getMessage().contains("deadline of 300 ms"), late::toString);
      assertTrue(late.getMessage().startsWith(pair.client().address() + ": "), late::toString);
      pair.client().clearDeadline();
      Bytes.send(pair.server(), "b");
      assertEquals("b", Bytes.receive(pair.client(), 1), "usable still");
    }
  }

  @Rule("SOCK-26")
  @ParameterizedTest
  @CsvSource({"deadline=0s, at least 1ms", "deadline=soon, is a time such as"})
  void aDeadlineIsATime(String option, String why) {
    var failure =
        assertThrows(
            InvalidAddressException.class, () -> Qio.connect("tcp://127.0.0.1:1?" + option));
    assertTrue(failure.getMessage().contains(why), failure::getMessage);
  }

  @Rule("SOCK-26")
  @ParameterizedTest
  @CsvSource({"deadline=1s", "connect-timeout=1s"})
  void whatConnectingTakesIsNothingForAListener(String option) {
    assertThrows(InvalidAddressException.class, () -> Qio.listen("tcp://127.0.0.1:0?" + option));
  }

  /** The deadline of an accept is that of the listener's channel. */
  @Rule({"SOCK-26", "WAIT-10"})
  @ParameterizedTest
  @MethodSource("kindsAndCrews")
  void aDeadlineEndsAnAccept(SocketKind kind, Crew crew) throws Exception {
    try (var listener = kind.listen()) {
      listener.channel().setDeadline(Duration.ofMillis(20));
      crew.start(listener::accept).failure(SocketTimeoutException.class);
      listener.channel().clearDeadline();
      try (QioChannel client = kind.connect(listener);
          QioChannel server = listener.accept()) {
        assertTrue(client.isOpen() && server.isOpen());
      }
    }
  }
}
