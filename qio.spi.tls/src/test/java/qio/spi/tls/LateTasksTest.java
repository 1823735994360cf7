package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** An engine that wants something computed in the middle of the stream, which takes its time. */
@Rule("TLS-58")
class LateTasksTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Far more than a handler may be called in vain. */
  private static final int TURNS = 200;

  private static final int FEW = 5;

  private TaskingEngine engine;
  private TlsPair pair;

  @BeforeEach
  void open() throws Exception {
    engine = new TaskingEngine(Engines.only("TLSv1.3").server());
    pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 1),
            Keyring.SHARED.clientLayer(),
            Engines.layer(LayerRole.SERVER, () -> engine));
    Handshakes.both(pair);
  }

  @AfterEach
  void close() throws Exception {
    engine.done.countDown();
    pair.close();
  }

  /** A record after which the engine wants its task run, and one behind it. */
  private void sendTwoRecords() throws Exception {
    engine.armed = true;
    pair.client().writeAll(ByteBuffer.allocate(5));
    pair.client().writeAll(ByteBuffer.allocate(5));
  }

  @Test
  void aLoopIsFreeMeanwhileAndItsHandlerIsCalledAfterwards() throws Exception {
    try (AioContext loop = AioContext.open("test").start()) {
      var got = new AtomicInteger();
      var all = new CountDownLatch(1);
      var loopThread = new AtomicReference<Thread>();
      pair.server().setBlocking(false);
      pair.server()
          .setAioFdHandler(
              loop,
              () -> {
                loopThread.set(Thread.currentThread());
                int n = pair.server().read(ByteBuffer.allocate(100));
                if (got.addAndGet(Math.max(0, n)) == 10) {
                  all.countDown();
                }
              },
              null);
      sendTwoRecords();
      engine.awaitBegun();
      var free = new CountDownLatch(1);
      loop.execute(free::countDown);
      assertTrue(free.await(30, TimeUnit.SECONDS), "the loop does not compute");
      assertEquals(5, got.get(), "what came before the task");
      engine.done.countDown();
      assertTrue(all.await(30, TimeUnit.SECONDS), "the rest is told, though nothing more comes");
      assertNotSame(loopThread.get(), engine.computed.get());
    }
  }

  @Test
  void aReaderThatWaitsGoesOnWhenItIsDone() throws Exception {
    sendTwoRecords();
    Work<Void> reader = Work.platform(() -> pair.server().readAll(ByteBuffer.allocate(10)));
    engine.awaitBegun();
    reader.awaitAsleep();
    engine.done.countDown();
    reader.get();
    assertNotSame(reader.thread, engine.computed.get());
  }

  @Test
  void aWriterWaitsForItToo() throws Exception {
    sendTwoRecords();
    pair.server().readAll(ByteBuffer.allocate(5));
    engine.awaitBegun();
    Work<Void> writer = Work.platform(() -> pair.server().writeAll(ByteBuffer.allocate(7)));
    writer.awaitAsleep();
    engine.done.countDown();
    writer.get();
    pair.client().readAll(ByteBuffer.allocate(7));
  }

  @Test
  void aWriterThatLearnsOfItFirstHasItRun() throws Exception {
    engine.want();
    Work<Void> writer = Work.platform(() -> pair.server().writeAll(ByteBuffer.allocate(7)));
    engine.awaitBegun();
    engine.done.countDown();
    writer.get();
    pair.client().readAll(ByteBuffer.allocate(7));
    assertNotSame(writer.thread, engine.computed.get());
  }

  @Test
  void oneThatFailsEndsTheConnection() throws Exception {
    engine.failure = new IllegalStateException("no luck");
    engine.done.countDown();
    sendTwoRecords();
    pair.server().readAll(ByteBuffer.allocate(5));
    IOException told = Work.ioFailure(() -> pair.server().readAll(ByteBuffer.allocate(5)));
    assertInstanceOf(SSLException.class, told);
    assertTrue(told.getMessage().contains("computed was not: no luck"), told::getMessage);
    IOException again = Work.ioFailure(() -> pair.server().read(ByteBuffer.allocate(5)));
    assertEquals(told.getMessage(), again.getMessage());
  }

  @Test
  void closeEndsAReaderThatWaitsForIt() throws Exception {
    sendTwoRecords();
    Work<Void> reader = Work.virtual(() -> pair.server().readAll(ByteBuffer.allocate(10)));
    engine.awaitBegun();
    reader.awaitAsleep();
    Work<Void> closer = Work.platform(() -> pair.server().close());
    assertInstanceOf(AsynchronousCloseException.class, reader.failure());
    closer.get();
  }

  @Test
  void whatNobodyReadsGoesOnWhenItIsDone() throws Exception {
    sendTwoRecords();
    QioTask<Void> bye = pair.server().bye();
    engine.awaitBegun();
    pair.client().close();
    engine.done.countDown();
    bye.await(LIMIT);
  }

  @Test
  void oneWhoDoesNotWaitIsToldThatItWouldBlock() throws Exception {
    sendTwoRecords();
    pair.server().setBlocking(false);
    assertEquals(5, pair.server().read(ByteBuffer.allocate(100)));
    engine.awaitBegun();
    assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(ByteBuffer.allocate(100)));
    assertEquals(QioChannel.WOULD_BLOCK, pair.server().write(ByteBuffer.allocate(100)));
  }

  // ---- loops, which the channel below would keep busy: it has room, and bytes, all the time ----

  /** Has the task begun, in non-blocking mode. */
  private void compute() throws Exception {
    sendTwoRecords();
    pair.server().setBlocking(false);
    Work.await("the first record", () -> read() == 5);
    engine.awaitBegun();
  }

  private int read() {
    try {
      return pair.server().read(ByteBuffer.allocate(100));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets a loop go round, each time with all that it finds ready. */
  private static void turn(AioContext loop) throws InterruptedException {
    var turns = new CountDownLatch(TURNS);
    loop.execute(
        new Runnable() {
          @Override
          public void run() {
            turns.countDown();
            if (turns.getCount() > 0) {
              loop.execute(this);
            }
          }
        });
    assertTrue(turns.await(30, TimeUnit.SECONDS), "the loop is free");
  }

  private static void await(CountDownLatch latch, String what) throws InterruptedException {
    assertTrue(latch.await(30, TimeUnit.SECONDS), what);
  }

  @Rule("TLS-75")
  @Test
  void aWriteHandlerRestsMeanwhileAndIsCalledAfterwards() throws Exception {
    try (AioContext loop = AioContext.open("test").start()) {
      compute();
      var calls = new AtomicInteger();
      var written = new CountDownLatch(1);
      pair.server()
          .setAioFdHandler(
              loop,
              null,
              () -> {
                calls.incrementAndGet();
                if (pair.server().write(ByteBuffer.allocate(7)) == 7) {
                  pair.server().setAioFdHandler(loop, null, null);
                  written.countDown();
                }
              });
      turn(loop);
      assertTrue(calls.get() < FEW, () -> calls + " calls in vain");
      engine.done.countDown();
      await(written, "the handler is called when it can write");
      pair.client().readAll(ByteBuffer.allocate(7));
    }
  }

  @Rule("TLS-75")
  @Test
  void aReadHandlerRestsMeanwhileThoughThePeerHasEnded() throws Exception {
    try (AioContext loop = AioContext.open("test").start()) {
      compute();
      pair.client().close();
      var calls = new AtomicInteger();
      var got = new AtomicInteger();
      var ended = new CountDownLatch(1);
      pair.server()
          .setAioFdHandler(
              loop,
              () -> {
                calls.incrementAndGet();
                int n = pair.server().read(ByteBuffer.allocate(100));
                got.addAndGet(Math.max(0, n));
                if (n == QioChannel.EOF) {
                  pair.server().setAioFdHandler(loop, null, null);
                  ended.countDown();
                }
              },
              null);
      turn(loop);
      assertTrue(calls.get() < FEW, () -> calls + " calls in vain");
      engine.done.countDown();
      await(ended, "the handler is called for the rest and for the end");
      assertEquals(5, got.get());
    }
  }

  /** The handlers are there before the task is wanted, and each has a loop of its own. */
  @Rule("TLS-75")
  @Test
  void handlersOfTwoLoopsRestMeanwhile() throws Exception {
    try (AioContext reads = AioContext.open("reads").start();
        AioContext writes = AioContext.open("writes").start()) {
      var got = new AtomicInteger();
      var all = new CountDownLatch(1);
      var vain = new AtomicInteger();
      var wrote = new CountDownLatch(1);
      pair.server().setBlocking(false);
      pair.server()
          .setAioFdHandler(
              reads,
              () -> {
                if (got.addAndGet(Math.max(0, read())) == 10) {
                  all.countDown();
                }
              },
              writes,
              () -> {
                if (engine.computed.get() == null) {
                  return; // nothing to write yet
                }
                if (pair.server().write(ByteBuffer.allocate(1)) == 1) {
                  wrote.countDown();
                } else {
                  vain.incrementAndGet();
                }
              });
      sendTwoRecords();
      engine.awaitBegun();
      turn(writes);
      turn(reads);
      assertTrue(vain.get() < FEW, () -> vain + " calls in vain");
      engine.done.countDown();
      await(all, "the rest is read");
      await(wrote, "the write handler is called again");
    }
  }

  @Rule("TLS-75")
  @Test
  void aWatchRestsMeanwhileAndFiresAfterwards() throws Exception {
    try (AioContext loop = AioContext.open("test").start()) {
      compute();
      pair.client().close();
      var calls = new AtomicInteger();
      var told = new CountDownLatch(1);
      pair.server()
          .addWatch(
              IoCondition.of(IoCondition.IN, IoCondition.OUT, IoCondition.HUP),
              (channel, ready) -> {
                calls.incrementAndGet();
                if (channel.read(ByteBuffer.allocate(100)) != 5) {
                  return true;
                }
                told.countDown();
                return false;
              },
              loop);
      turn(loop);
      assertTrue(calls.get() < FEW, () -> calls + " calls in vain");
      engine.done.countDown();
      await(told, "the watch fires for the rest");
    }
  }

  @Rule("TLS-75")
  @Test
  void aWatchThatWasThereBeforeRestsToo() throws Exception {
    try (AioContext loop = AioContext.open("test").start()) {
      var vain = new AtomicInteger();
      var later = new CountDownLatch(1);
      pair.server().setBlocking(false);
      pair.server()
          .addWatch(
              IoCondition.of(IoCondition.OUT),
              (channel, ready) -> {
                if (engine.computed.get() != null) {
                  vain.incrementAndGet();
                }
                if (engine.done.getCount() == 0) {
                  later.countDown();
                  return false;
                }
                return true;
              },
              loop);
      compute();
      turn(loop);
      assertTrue(vain.get() < FEW, () -> vain + " calls in vain");
      engine.done.countDown();
      await(later, "the watch fires when there is room again");
    }
  }

  /** A coroutine sleeps on the loop of its channel, on a watch. */
  @Rule("TLS-75")
  @Test
  void aCoroutineSleepsMeanwhile() throws Exception {
    try (AioContext loop = AioContext.open("test").start()) {
      compute();
      pair.server().attachAioContext(loop);
      int before = engine.wraps.get();
      Work<Void> writer = Work.virtual(() -> pair.server().writeAll(ByteBuffer.allocate(7)));
      Work.await("its first try", () -> engine.wraps.get() > before);
      writer.awaitAsleep();
      turn(loop);
      int asked = pair.serverBelow().in.asked();
      var later = new CountDownLatch(1); // many turns are over before a thread has woken once
      loop.schedule(Duration.ofMillis(50), later::countDown);
      await(later, "a timer");
      assertTrue(pair.serverBelow().in.asked() - asked < FEW, "it is woken again and again");
      engine.done.countDown();
      writer.get();
      pair.client().readAll(ByteBuffer.allocate(7));
    }
  }

  /** What nobody reads is dropped by the process's own loop. */
  @Rule("TLS-75")
  @Test
  void theProcesssLoopRestsAsWell() throws Exception {
    sendTwoRecords();
    QioTask<Void> bye = pair.server().bye();
    engine.awaitBegun();
    pair.client().writeAll(ByteBuffer.allocate(5));
    turn(AioContext.main());
    int before = pair.serverBelow().in.asked();
    turn(AioContext.main());
    assertTrue(pair.serverBelow().in.asked() - before < FEW, "it asks again and again");
    engine.done.countDown();
    Work.await("what came meanwhile is dropped", () -> pair.serverBelow().in.held() == 0);
    pair.client().close(); // which is heard only if somebody listens again
    bye.await(LIMIT);
  }

  /** Wants one task, after the next record with data when it is armed, and nothing else before. */
  private static final class TaskingEngine extends ForwardingEngine {

    final CountDownLatch done = new CountDownLatch(1);
    final AtomicReference<Thread> computed = new AtomicReference<>();
    volatile boolean armed;
    volatile RuntimeException failure;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean wanted;
    private final AtomicInteger tasks = new AtomicInteger();
    final AtomicInteger wraps = new AtomicInteger();

    TaskingEngine(SSLEngine real) {
      super(real);
    }

    void awaitBegun() throws InterruptedException {
      assertTrue(begun.await(30, TimeUnit.SECONDS), "the task is run");
    }

    void want() {
      tasks.incrementAndGet();
      wanted = true;
    }

    private void compute() {
      computed.set(Thread.currentThread());
      begun.countDown();
      try {
        done.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      wanted = false;
      if (failure != null) {
        throw failure;
      }
    }

    private static SSLEngineResult nothing() {
      return new SSLEngineResult(Status.OK, HandshakeStatus.NEED_TASK, 0, 0);
    }

    @Override
    public Runnable getDelegatedTask() {
      if (wanted || tasks.get() > 0) {
        return tasks.getAndSet(0) > 0 ? this::compute : null;
      }
      return real.getDelegatedTask();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
      return wanted ? HandshakeStatus.NEED_TASK : real.getHandshakeStatus();
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst)
        throws SSLException {
      wraps.incrementAndGet();
      return wanted ? nothing() : real.wrap(srcs, offset, length, dst);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length)
        throws SSLException {
      if (wanted) {
        return nothing();
      }
      SSLEngineResult result = real.unwrap(src, dsts, offset, length);
      if (!armed || result.bytesProduced() == 0) {
        return result;
      }
      armed = false;
      want();
      return new SSLEngineResult(
          result.getStatus(),
          HandshakeStatus.NEED_TASK,
          result.bytesConsumed(),
          result.bytesProduced());
    }
  }
}
