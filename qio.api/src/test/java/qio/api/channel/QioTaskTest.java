package qio.api.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;

class QioTaskTest {

  private static final String SOURCE = "mem:source";

  @Test
  void aCallbackRunsOnceOnTheLoopWithTheTaskAndItsSource() throws Exception {
    try (AioContext loop = AioContext.open("task")) {
      var task = new QioTask<String>(SOURCE);
      var seen = new AtomicReference<QioTask<String>>();
      var calls = new AtomicInteger();
      task.onCompletion(
          loop,
          ended -> {
            assertTrue(loop.inLoop());
            calls.incrementAndGet();
            seen.set(ended);
          });
      task.complete("done");
      assertEquals(0, calls.get(), "not inside complete()");
      while (loop.poll(false)) {
        // until nothing is left to do
      }
      assertEquals(1, calls.get());
      assertSame(task, seen.get());
      assertSame(SOURCE, seen.get().source());
      assertEquals("done", seen.get().await());
    }
  }

  @Test
  void whoWaitsFirstRunsTheCallbackAndTheLoopDoesNot() throws Exception {
    try (AioContext loop = AioContext.open("task")) {
      var task = new QioTask<String>(SOURCE);
      var thread = new AtomicReference<Thread>();
      var calls = new AtomicInteger();
      task.onCompletion(
          loop,
          ended -> {
            calls.incrementAndGet();
            thread.set(Thread.currentThread());
          });
      task.complete("done");
      assertEquals("done", task.await());
      assertSame(Thread.currentThread(), thread.get());
      while (loop.poll(false)) {
        // the queued completion finds the callback gone
      }
      assertEquals(1, calls.get());
    }
  }

  @Test
  void aJobRunsOnAnotherThreadAndItsFailureIsTheTasks() {
    var worker = new AtomicReference<Thread>();
    var failure = new IOException("mem:source: broken");
    QioTask<Void> task =
        QioTask.runInThread(
            SOURCE,
            "job",
            () -> {
              worker.set(Thread.currentThread());
              throw failure;
            });
    assertSame(failure, assertThrows(IOException.class, task::await));
    assertTrue(worker.get().isVirtual());
    assertEquals("job", worker.get().getName());
  }

  @Test
  void aFailureThatIsNoIoExceptionIsTheCauseOfOne() {
    QioTask<Void> task =
        QioTask.runInThread(
            SOURCE,
            "job",
            () -> {
              throw new IllegalStateException("odd");
            });
    IOException thrown = assertThrows(IOException.class, task::await);
    assertEquals("odd", thrown.getMessage());
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
  }

  @Test
  void waitingForALimitedTimeNamesTheSourceAndLeavesTheTaskAlone() {
    var task = new QioTask<String>(SOURCE);
    SocketTimeoutException thrown =
        assertThrows(SocketTimeoutException.class, () -> task.await(Duration.ofMillis(1)));
    assertTrue(thrown.getMessage().contains(SOURCE), thrown.getMessage());
    assertFalse(task.isDone());
  }

  @Test
  void anInterruptedWaiterIsToldAndTheJobGoesOn() throws Exception {
    var task = new QioTask<String>(SOURCE);
    var told = new CompletableFuture<Throwable>();
    var waiting = new CountDownLatch(1);
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  waiting.countDown();
                  try {
                    told.complete(new AssertionError("answered " + task.await()));
                  } catch (Throwable e) {
                    told.complete(e);
                  }
                });
    assertTrue(waiting.await(10, TimeUnit.SECONDS));
    waiter.interrupt();
    assertInstanceOf(InterruptedIOException.class, told.get(10, TimeUnit.SECONDS));
    assertFalse(task.isDone());
  }

  @Test
  void aTaskThatWasDoneFromTheStartAnswersNothing() throws IOException {
    assertNull(QioTask.done(SOURCE).await());
  }
}
