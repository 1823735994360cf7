package qio.tck.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;
import qio.api.aio.CloseHook;
import qio.api.aio.ClosedLoopException;
import qio.api.aio.Readiness;
import qio.tck.Rule;

/** How a loop is run, by whom, and how it ends. */
public abstract class AioContextContract extends LoopContract {

  /** For subclasses. */
  protected AioContextContract() {}

  // ---- running ----

  @Test
  final void aLoopKnowsItsNameAndItsPoller() {
    assertEquals("contract", loop.name());
    assertEquals(fixture().provider().name(), loop.pollerName());
    assertTrue(loop.toString().contains("contract"));
  }

  @Rule("AIO-1")
  @Test
  final void aStartedLoopRunsOnADaemonThreadOfItsOwn() throws Exception {
    AtomicReference<@Nullable Thread> ranOn = new AtomicReference<>();
    assertSame(loop, loop.start());
    loop.execute(() -> ranOn.set(Thread.currentThread()));
    Crew.until("the task has run", () -> ranOn.get() != null);
    Thread thread = ranOn.get();
    assertTrue(thread != null && thread.isDaemon() && !thread.isVirtual());
    assertTrue(thread.getName().contains("contract"));
    loop.close();
    assertFalse(thread.isAlive());
  }

  @Test
  final void runReturnsWhenStoppedAndCanBeCalledAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (Crew crew = Crew.ofPlatformThreads()) {
      for (int i = 1; i <= 3; i++) {
        Future<?> running = crew.send(loop::run);
        poller.awaitWaiting();
        loop.execute(runs::incrementAndGet);
        int expected = i;
        Crew.until("the task has run", () -> runs.get() == expected);
        loop.stop();
        Crew.join(running);
      }
    }
    loop.stop();
    loop.run();
    assertTrue(loop.isOpen());
  }

  @Test
  final void runReturnsWhenTheLoopIsStoppedFromWithin() throws IOException {
    loop.execute(loop::stop);
    loop.run();
    assertTrue(loop.isOpen());
  }

  @Test
  final void aLoopWithAThreadOfItsOwnCannotBeStopped() {
    loop.start();
    assertThrows(IllegalStateException.class, loop::stop);
    assertThrows(IllegalStateException.class, loop::start);
  }

  @Rule("AIO-1")
  @Test
  final void aSecondThreadThatPollsIsRefusedByName() throws Exception {
    loop.start();
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> loop.poll(false));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("qio-aio-contract"), message);
    assertTrue(message.contains(Thread.currentThread().getName()), message);
    assertThrows(IllegalStateException.class, loop::run);
  }

  @Rule("AIO-1")
  @Test
  final void oneThreadAfterTheOtherMayPoll() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    loop.execute(runs::incrementAndGet);
    assertTrue(loop.poll(true));
    try (Crew crew = Crew.ofPlatformThreads()) {
      loop.execute(runs::incrementAndGet);
      crew.go(() -> assertTrue(loop.poll(true)));
    }
    assertEquals(2, runs.get());
  }

  @Test
  final void aVirtualThreadRunsTheLoop() throws Exception {
    AtomicBoolean virtual = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    loop.setFdHandler(
        pair.reader(),
        () -> {
          pair.drain();
          reads.incrementAndGet();
        },
        null);
    try (Crew crew = Crew.ofVirtualThreads()) {
      Future<?> running = crew.send(loop::run);
      poller.awaitWaiting();
      loop.execute(() -> virtual.set(Thread.currentThread().isVirtual()));
      pair.write();
      Crew.until("the handler was called", () -> virtual.get() && reads.get() == 1);
      loop.stop();
      Crew.join(running);
    }
  }

  @Test
  final void theInnermostLoopOfAThreadIsTheCurrentOne() throws IOException {
    List<Optional<AioContext>> seen = new ArrayList<>();
    try (AioContext other = AioContext.open("other", fixture().provider())) {
      other.execute(
          () -> {
            seen.add(AioContext.current());
            assertTrue(other.inLoop() && loop.inLoop());
          });
      loop.execute(
          () -> {
            seen.add(AioContext.current());
            pollUnchecked(other);
            seen.add(AioContext.current());
          });
      assertTrue(loop.poll(true));
      assertEquals(List.of(Optional.of(loop), Optional.of(other), Optional.of(loop)), seen);
    }
    assertEquals(Optional.empty(), AioContext.current());
    assertFalse(loop.inLoop());
  }

  private static void pollUnchecked(AioContext loop) {
    try {
      loop.poll(true);
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  final void runCannotBeCalledFromWithin() throws IOException {
    AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
    loop.execute(() -> refused.set(assertThrows(IllegalStateException.class, loop::run)));
    assertTrue(loop.poll(true));
    assertTrue(refused.get() != null);
  }

  @Rule("AIO-11")
  @Test
  final void anInterruptIsKeptForTheCaller() throws IOException {
    Thread.currentThread().interrupt();
    long began = System.nanoTime();
    while (System.nanoTime() - began < SHORT.toNanos()) {
      loop.poll(SHORT);
    }
    boolean kept = Thread.interrupted();
    assertTrue(poller.polls() < 10, "a pending interrupt made the loop spin");
    assertTrue(kept);
  }

  // ---- closing ----

  @Rule("AIO-9")
  @Test
  final void closingFromOutsideEndsALoopThatWaits() throws Exception {
    loop.start();
    poller.awaitWaiting();
    loop.close();
    assertFalse(loop.isOpen());
    assertTrue(poller.isClosed());
  }

  @Test
  final void closingFromOutsideEndsRunAndPoll() throws Exception {
    try (Crew crew = Crew.ofVirtualThreads()) {
      crew.go(loop::run);
      poller.awaitWaiting();
      loop.close();
    }
    assertThrows(ClosedLoopException.class, loop::run);
    assertThrows(ClosedLoopException.class, () -> loop.poll(false));
    assertThrows(RejectedExecutionException.class, loop::start);
  }

  @Test
  final void closingFromOutsideWaitsForTheHandlerUnderWay() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    AtomicInteger later = new AtomicInteger();
    pair.write();
    loop.setFdHandler(
        pair.reader(),
        () -> {
          loop.execute(later::incrementAndGet);
          entered.countDown();
          assertTrue(mayLeave.await(Crew.LIMIT_SECONDS, TimeUnit.SECONDS));
          left.set(true);
        },
        null);
    loop.start();
    assertTrue(entered.await(Crew.LIMIT_SECONDS, TimeUnit.SECONDS));
    try (Crew crew = Crew.ofPlatformThreads()) {
      AtomicBoolean leftWhenClosed = new AtomicBoolean();
      Future<?> closing =
          crew.send(
              () -> {
                loop.close();
                leftWhenClosed.set(left.get());
              });
      assertThrows(
          TimeoutException.class, () -> closing.get(SHORT.toMillis(), TimeUnit.MILLISECONDS));
      assertFalse(loop.isOpen());
      mayLeave.countDown();
      Crew.join(closing);
      assertTrue(leftWhenClosed.get());
    }
    assertEquals(0, later.get(), "what was scheduled is dropped");
  }

  @Test
  final void closingFromWithinTakesEffectWhenTheTurnHasUnwound() throws IOException {
    AtomicInteger others = new AtomicInteger();
    AtomicInteger openPollers = new AtomicInteger();
    pair.write();
    loop.setFdHandler(
        pair.reader(),
        () -> {
          loop.execute(others::incrementAndGet);
          loop.schedule(SHORT.negated(), others::incrementAndGet);
          loop.close();
          loop.close();
          if (!poller.isClosed()) {
            openPollers.incrementAndGet();
          }
        },
        null);
    loop.watch(pair.reader(), Readiness.READ, ready -> others.incrementAndGet());
    progress();
    assertEquals(1, openPollers.get());
    assertEquals(0, others.get());
    assertFalse(loop.isOpen());
    assertTrue(poller.isClosed());
  }

  @Test
  final void closingFromANestedTurnUnwindsToTheOutermost() throws IOException {
    Told told = new Told();
    List<String> log = new ArrayList<>();
    loop.watch(pair.reader(), Readiness.READ, told);
    loop.execute(
        () -> {
          loop.execute(loop::close);
          pollUnchecked(loop);
          log.add("closed " + !loop.isOpen() + ", told " + told.closings());
          assertThrows(ClosedLoopException.class, () -> loop.poll(true));
        });
    loop.poll(true);
    assertEquals(List.of("closed true, told 0"), log);
    assertEquals(1, told.closings());
  }

  @Test
  final void closedByManyThreadsAtOnceItIsClosedForAllOfThem() throws Exception {
    for (int round = 0; round < 100; round++) {
      AtomicInteger hooks = new AtomicInteger();
      AioContext other = AioContext.open("other", fixture().provider());
      other.onClose(hooks::incrementAndGet);
      if (round % 2 == 0) {
        other.start();
      }
      try (Crew crew = Crew.ofPlatformThreads()) {
        for (int i = 0; i < 3; i++) {
          crew.go(
              () -> {
                other.close();
                assertEquals(1, hooks.get());
              });
        }
      }
    }
  }

  @Test
  final void closingMeetsAThreadThatPollsNowAndThen() throws Exception {
    for (int round = 0; round < 200; round++) {
      AtomicInteger hooks = new AtomicInteger();
      AioContext other = AioContext.open("other", fixture().provider());
      other.onClose(hooks::incrementAndGet);
      try (Crew crew = Crew.ofPlatformThreads()) {
        CountDownLatch polling = new CountDownLatch(1);
        crew.go(
            () -> {
              while (other.isOpen()) {
                polling.countDown();
                try {
                  other.poll(false);
                } catch (ClosedLoopException closed) {
                  return;
                }
              }
            });
        assertTrue(polling.await(Crew.LIMIT_SECONDS, TimeUnit.SECONDS));
        other.close();
        assertEquals(1, hooks.get());
      }
    }
  }

  @Rule("AIO-9")
  @Test
  final void hooksRunInOrderUnlessCancelled() throws IOException {
    List<Integer> ran = new ArrayList<>();
    Told told = new Told();
    loop.watch(pair.reader(), Readiness.READ, told);
    CloseHook first = loop.onClose(() -> ran.add(told.closings()));
    CloseHook cancelled = loop.onClose(() -> ran.add(2));
    loop.onClose(
        () -> {
          throw new IllegalStateException("thrown on purpose by a test");
        });
    AtomicReference<@Nullable CloseHook> last = new AtomicReference<>();
    loop.onClose(
        () -> {
          CloseHook next = last.get();
          assertTrue(next != null && next.cancel(), "a later hook can still be cancelled");
          loop.close();
        });
    last.set(loop.onClose(() -> ran.add(4)));
    assertTrue(cancelled.cancel());
    assertFalse(cancelled.cancel());
    loop.close();
    assertEquals(List.of(1), ran);
    assertFalse(first.cancel());
    assertThrows(RejectedExecutionException.class, () -> loop.onClose(() -> ran.add(5)));
  }

  @Rule("AIO-9")
  @Test
  final void nothingIsLeftOfClosedLoops() throws Exception {
    Path open = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(open), "no /proc/self/fd to count in");
    cycle();
    long descriptors = count(open);
    for (int i = 0; i < 30; i++) {
      cycle();
    }
    assertEquals(descriptors, count(open));
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().startsWith("qio-aio-cycle")));
  }

  private void cycle() throws IOException {
    AtomicReference<@Nullable Thread> own = new AtomicReference<>();
    try (AioContext other = AioContext.open("cycle", fixture().provider());
        ConnectedPair ends = fixture().openPair()) {
      other.setFdHandler(ends.writer(), null, () -> own.set(Thread.currentThread()));
      other.start();
      Crew.until("the handler was called", () -> own.get() != null);
      other.setFdHandler(ends.writer(), null, null);
    }
    Thread thread = own.get();
    assertTrue(thread != null && !thread.isAlive(), "closing has waited for the loop's thread");
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  // ---- dying ----

  @Rule("AIO-8")
  @Test
  final void aLoopThatCannotWaitDiesAndTellsEveryone() throws IOException {
    IOException cause = new IOException("broken on purpose by a test");
    Told told = new Told();
    AtomicInteger hooks = new AtomicInteger();
    loop.watch(pair.reader(), Readiness.READ, told);
    loop.onClose(hooks::incrementAndGet);
    poller.failNext(cause);
    ClosedLoopException death = assertThrows(ClosedLoopException.class, () -> loop.poll(false));
    assertSame(cause, death.getCause());
    assertEquals(1, told.closings());
    assertEquals(1, hooks.get());
    assertFalse(loop.isOpen());
    assertTrue(poller.isClosed());
    RejectedExecutionException refused =
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    assertSame(cause, refused.getCause());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("broken on purpose"), message);
  }

  @Test
  final void aStartedLoopThatDiesEndsItsThread() throws Exception {
    AtomicReference<@Nullable Thread> hookRanOn = new AtomicReference<>();
    loop.onClose(() -> hookRanOn.set(Thread.currentThread()));
    poller.failNext(new IOException("broken on purpose by a test"));
    loop.start();
    loop.wakeup();
    Crew.until("the hook has run", () -> hookRanOn.get() != null);
    Thread thread = hookRanOn.get();
    assertTrue(thread != null && thread.join(LONG));
    loop.close();
  }

  @Test
  final void aLoopThatDiesInANestedTurnUnwinds() throws IOException {
    Told told = new Told();
    AtomicInteger later = new AtomicInteger();
    loop.watch(pair.reader(), Readiness.READ, told);
    loop.execute(
        () -> {
          poller.failNext(new IOException("broken on purpose by a test"));
          assertThrows(ClosedLoopException.class, () -> loop.poll(false));
          assertEquals(0, told.closings());
        });
    loop.execute(later::incrementAndGet);
    loop.poll(true);
    assertEquals(1, told.closings());
    assertEquals(0, later.get());
  }
}
