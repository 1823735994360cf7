package qio.tests.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import qio.api.Qio;
import qio.api.aio.AdaptivePolling;
import qio.api.aio.AioContext;
import qio.api.aio.BottomHalf;
import qio.api.aio.PollerProvider;
import qio.api.aio.Readiness;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Rule;
import qio.tck.aio.ConnectedPair;

/** What loops and channels say of themselves to somebody who looks at a dump. */
@Timeout(60)
class DescriptionTest {

  private static final long LIMIT_SECONDS = 20;

  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("described", PollerProvider.selector());
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, () -> "waited in vain until " + what);
      LockSupport.parkNanos(100_000);
    }
  }

  private static void assertSays(String part, Object described) {
    assertTrue(described.toString().contains(part), () -> part + " is not in: " + described);
  }

  @Rule("AIO-25")
  @Test
  void aLoopSaysWhatItHasToServe() throws IOException {
    assertEquals(
        "loop \"described\" (selector, OPEN, run by nobody, watches: 0, timers: 0, bottom halves:"
            + " 0)",
        loop.toString());
    try (ConnectedPair pair = new SelectorFixture().openPair()) {
      loop.setFdHandler(pair.reader(), () -> {}, () -> {});
      loop.watch(pair.reader(), Readiness.READ, ready -> {});
      loop.schedule(Duration.ofHours(1), () -> {});
      loop.schedule(Duration.ZERO, () -> {});
      BottomHalf twice = loop.bottomHalf(() -> {});
      twice.schedule();
      twice.schedule();
      loop.execute(() -> {});
      assertSays("watches: 3, timers: 2, bottom halves: 2", loop);
      loop.poll(false);
      assertSays("watches: 3, timers: 1, bottom halves: 0", loop);
    }
  }

  @Rule("AIO-25")
  @Test
  void bottomHalvesThatTheTurnHasNotComeToAreCounted() throws IOException {
    String[] seen = new String[1];
    loop.execute(
        () -> {
          loop.execute(() -> {});
          seen[0] = loop.toString();
        });
    loop.execute(() -> {});
    loop.poll(false);
    assertSays("bottom halves: 2", seen[0]);
  }

  @Rule("AIO-25")
  @Test
  void aLoopSaysWhoRunsItAndWhetherItIsClosed() {
    loop.start();
    assertSays("run by thread \"qio-aio-described\"", loop);
    loop.close();
    assertSays("CLOSED, run by nobody", loop);
  }

  @Rule("AIO-25")
  @Test
  void aLoopThatPollsAdaptivelySaysForHowLong() throws IOException {
    loop.adaptivePolling(AdaptivePolling.upTo(Duration.ofSeconds(10)));
    assertSays("looks for 0 of at most 10000000000 ns", loop);
    loop.poll(Duration.ofMillis(1));
    assertSays("looks for 4000 of at most", loop);
    loop.adaptivePolling(AdaptivePolling.OFF);
    assertFalse(loop.toString().contains("looks"));
  }

  @Rule("AIO-26")
  @Test
  void aChannelSaysItsAddressNameModeAndLoop() throws IOException {
    QioChannel channel = Qio.connect("null:");
    try (channel) {
      assertEquals(
          "%s[null: open, blocking]".formatted(channel.getClass().getSimpleName()),
          channel.toString());
      channel.setName("drain");
      channel.setBlocking(false);
      channel.attachAioContext(loop);
      assertSays("[null: drain open, non-blocking, on loop \"described\"]", channel);
    }
    assertSays("[null: drain closed", channel);
  }

  @Rule("AIO-26")
  @Test
  void aChannelSaysWhoIsAsleepInIt() throws Exception {
    try (QioListener listener = Qio.listen("mem:described");
        QioChannel client = Qio.connect("mem:described");
        QioChannel server = listener.accept()) {
      FutureTask<Integer> reading = new FutureTask<>(() -> server.read(ByteBuffer.allocate(1)));
      Thread reader = Thread.ofPlatform().daemon().name("fond of reading").start(reading);
      until("the reader sleeps", () -> server.toString().contains("asleep"));
      assertSays("reader asleep: thread \"fond of reading\"", server);
      client.writeAll(ByteBuffer.allocate(1));
      assertEquals(1, reading.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      assertFalse(server.toString().contains("asleep"), server::toString);
    }
  }

  @Rule("AIO-26")
  @Test
  void aSleeperOnAVirtualThreadIsNamedToo() throws Exception {
    FutureTask<Object> reading;
    try (QioListener listener = Qio.listen("mem:described");
        QioChannel client = Qio.connect("mem:described");
        QioChannel server = listener.accept()) {
      reading = new FutureTask<>(() -> server.read(ByteBuffer.allocate(1)));
      Thread reader = Thread.ofVirtual().start(reading);
      until("the reader sleeps", () -> server.toString().contains("reader asleep"));
      assertSays("VirtualThread[#" + reader.threadId(), server);
      assertTrue(client.isOpen());
    }
    until("the reader is told of the end", reading::isDone);
    assertInstanceOf(AsynchronousCloseException.class, reading.exceptionNow());
  }
}
