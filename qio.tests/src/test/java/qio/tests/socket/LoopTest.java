package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/** Sockets on event loops: watches, handlers, coroutines. */
class LoopTest {

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(10, TimeUnit.SECONDS);
    assertTrue(taken != null, "nothing came");
    return taken;
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void aWatchTellsAskedForAndReadyAgainAndAgain(SocketKind kind) throws Exception {
    BlockingQueue<Set<IoCondition>> told = new LinkedBlockingQueue<>();
    try (SocketPair pair = kind.pair();
        AioContext loop = AioContext.open("watching").start()) {
      AtomicInteger calls = new AtomicInteger();
      pair.server()
          .addWatch(
              IoCondition.of(IoCondition.IN),
              (channel, ready) -> {
                told.add(ready);
                return calls.incrementAndGet() < 3; // level-triggered: nothing is read meanwhile
              },
              loop);
      Bytes.send(pair.client(), "x");
      for (int i = 0; i < 3; i++) {
        assertEquals(Set.of(IoCondition.IN), take(told));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void theEndOfTheStreamIsReadable(SocketKind kind) throws Exception {
    BlockingQueue<Integer> results = new ArrayBlockingQueue<>(1);
    try (SocketPair pair = kind.pair();
        AioContext loop = AioContext.open("watching").start()) {
      pair.server().setBlocking(false);
      pair.server()
          .addWatch(
              IoCondition.of(IoCondition.IN, IoCondition.HUP),
              (channel, ready) -> {
                results.add(channel.read(ByteBuffer.allocate(1)));
                return false;
              },
              loop);
      pair.client().close();
      assertEquals(QioChannel.EOF, take(results));
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void handlersEchoOnTheLoopAndAreReplaced(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair();
        AioContext loop = AioContext.open("handling").start();
        AioContext other = AioContext.open("other").start()) {
      QioChannel server = pair.server();
      server.setBlocking(false);
      BlockingQueue<Boolean> inLoop = new LinkedBlockingQueue<>();
      server.setAioFdHandler(loop, () -> echo(server, loop, inLoop), null);
      Bytes.send(pair.client(), "one");
      assertEquals("one", Bytes.receive(pair.client(), 3));
      assertTrue(take(inLoop));
      server.setAioFdHandler(other, () -> echo(server, other, inLoop), null);
      Bytes.send(pair.client(), "two");
      assertEquals("two", Bytes.receive(pair.client(), 3));
      assertTrue(take(inLoop), "on the other loop now");
      server.setAioFdHandler(other, null, null);
      Bytes.send(pair.client(), "kept");
      server.setBlocking(true);
      assertEquals("kept", Bytes.receive(server, 4));
    }
  }

  private static void echo(QioChannel channel, AioContext loop, BlockingQueue<Boolean> inLoop)
      throws Exception {
    ByteBuffer some = ByteBuffer.allocate(100);
    if (channel.read(some) > 0) {
      inLoop.add(AioContext.current().equals(java.util.Optional.of(loop)));
      channel.write(some.flip());
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void readerAndWriterHaveALoopEach(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair();
        AioContext reads = AioContext.open("reads").start();
        AioContext writes = AioContext.open("writes").start()) {
      BlockingQueue<String> told = new LinkedBlockingQueue<>();
      QioChannel client = pair.client();
      client.setAioFdHandler(
          reads,
          () -> told.add(AioContext.current().orElseThrow().name()),
          writes,
          () -> told.add(AioContext.current().orElseThrow().name()));
      Eventually.holds("the writer is called", () -> told.contains("writes"));
      Bytes.send(pair.server(), "x");
      Eventually.holds("the reader is called", () -> told.contains("reads"));
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void aCoroutineYieldsOnTheAttachedLoop(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair();
        AioContext loop = AioContext.open("coroutines").start()) {
      pair.server().setBlocking(false);
      pair.server().attachAioContext(loop);
      var reading = Crew.VIRTUAL.start(() -> Bytes.receive(pair.server(), 6));
      Bytes.send(pair.client(), "abc");
      Bytes.send(pair.client(), "def");
      assertEquals("abcdef", reading.get());
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void closeEndsWatchesAndHandlersAndLeavesNothingOpen(SocketKind kind) throws Exception {
    try (AioContext loop = AioContext.open("ending").start()) {
      OpenDescriptors.unchangedBy(
          () -> {
            SocketPair pair = kind.pair();
            WatchSource watch =
                pair.client()
                    .addWatch(IoCondition.of(IoCondition.IN), (channel, ready) -> true, loop);
            pair.server().setAioFdHandler(loop, () -> {}, () -> {});
            pair.close();
            assertTrue(!watch.isOpen());
          });
    }
  }

  /** Whatever a channel was used for: once it is closed neither a loop nor a waiter holds it. */
  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void nothingHoldsAClosedChannel(SocketKind kind) throws Exception {
    try (AioContext loop = AioContext.open("forgetting").start()) {
      List<WeakReference<QioChannel>> closed = useAndClose(kind, loop);
      Eventually.holds(
          "closed channels can be collected",
          () -> {
            System.gc();
            return closed.stream().allMatch(each -> each.get() == null);
          });
    }
  }

  private static List<WeakReference<QioChannel>> useAndClose(SocketKind kind, AioContext loop)
      throws Exception {
    SocketPair pair = kind.pair();
    assertFalse(pair.client().await(IoCondition.IN, Duration.ofMillis(1)));
    assertFalse(pair.server().await(IoCondition.IN, Duration.ofMillis(1)));
    assertFalse(pair.listener().channel().await(IoCondition.IN, Duration.ofMillis(1)));
    pair.client().addWatch(IoCondition.of(IoCondition.IN), (channel, ready) -> true, loop);
    pair.server().setAioFdHandler(loop, () -> {}, null);
    pair.close();
    return List.of(
        new WeakReference<>(pair.client()),
        new WeakReference<>(pair.server()),
        new WeakReference<>(pair.listener().channel()));
  }
}
