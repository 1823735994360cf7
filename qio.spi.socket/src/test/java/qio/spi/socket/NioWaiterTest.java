package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.Pollable;
import qio.api.aio.Readiness;

class NioWaiterTest {

  private static final long SHORT = 5_000_000;
  private static final long LONG = 20_000_000_000L;

  private Pipe pipe;
  private NioWaiter waiter;

  @BeforeEach
  void open() throws Exception {
    pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    waiter = new NioWaiter(Pollable.ofChannel(pipe.source()));
  }

  @AfterEach
  void close() throws Exception {
    waiter.close();
    pipe.source().close();
    pipe.sink().close();
  }

  private void write() throws Exception {
    pipe.sink().write(ByteBuffer.allocate(1));
  }

  @Test
  void theTimeEndsAWait() throws Exception {
    assertFalse(waiter.await(Readiness.READ, SHORT));
    assertFalse(waiter.await(Readiness.READ, SHORT), "again, with the watch made already");
  }

  @Test
  void readinessEndsAWaitAgainAndAgain() throws Exception {
    for (int i = 0; i < 100; i++) {
      FutureTask<Boolean> waiting = new FutureTask<>(() -> waiter.await(Readiness.READ, LONG));
      Thread thread = i % 2 == 0 ? Thread.startVirtualThread(waiting) : start(waiting);
      write();
      assertTrue(waiting.get(20, TimeUnit.SECONDS));
      thread.join();
      pipe.source().read(ByteBuffer.allocate(10));
    }
  }

  private static Thread start(Runnable work) {
    return Thread.ofPlatform().daemon().start(work);
  }

  @Test
  void aWakeUpThatComesFirstIsKept() throws Exception {
    waiter.wake(Readiness.READ);
    assertTrue(waiter.await(Readiness.READ, LONG));
    assertFalse(waiter.await(Readiness.READ, SHORT), "once");
  }

  @Test
  void aWakeUpForTheOtherSideIsNotMine() throws Exception {
    waiter.wake(Readiness.WRITE);
    assertFalse(waiter.await(Readiness.READ, SHORT));
  }

  @Test
  void aClosedWaiterIsForgottenByTheLoop() throws Exception {
    Pipe other = Pipe.open();
    other.source().configureBlocking(false);
    NioWaiter closed = new NioWaiter(Pollable.ofChannel(other.source()));
    assertFalse(closed.await(Readiness.READ, SHORT));
    closed.close();
    other.source().close();
    other.sink().close();
    WeakReference<NioWaiter> left = new WeakReference<>(closed);
    closed = null;
    other = null;
    long start = System.nanoTime();
    while (left.get() != null) {
      assertTrue(System.nanoTime() - start < LONG, "something still holds the waiter");
      System.gc();
    }
  }

  @Test
  void anInterruptEndsAWaitAndStaysPending() throws Exception {
    FutureTask<Boolean> waiting =
        new FutureTask<>(
            () -> waiter.await(Readiness.READ, LONG) && Thread.currentThread().isInterrupted());
    Thread thread = start(waiting);
    thread.interrupt();
    assertTrue(waiting.get(20, TimeUnit.SECONDS));
    assertTrue(pipe.source().isOpen());
  }
}
