package qio.tck.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioTimer;
import qio.api.aio.BottomHalf;
import qio.tck.Rule;

/** What a loop does with bottom halves and timers, and that it wakes up for them. */
public abstract class AioTaskContract extends LoopContract {

  /** For subclasses. */
  protected AioTaskContract() {}

  // ---- bottom halves ----

  @Rule("AIO-5")
  @Test
  final void bottomHalvesRunInTheOrderOfScheduling() throws IOException {
    List<Integer> ran = new ArrayList<>();
    BottomHalf third = loop.bottomHalf(() -> ran.add(3));
    BottomHalf first = loop.bottomHalf(() -> ran.add(1));
    first.schedule();
    loop.execute(() -> ran.add(2));
    third.schedule();
    first.schedule();
    assertTrue(loop.poll(true));
    assertEquals(List.of(1, 2, 3), ran);
    assertFalse(loop.poll(false));
  }

  @Rule("AIO-5")
  @Test
  final void aBottomHalfScheduledTwiceBeforeItRanRunsOnce() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(runs::incrementAndGet);
    bottomHalf.schedule();
    bottomHalf.schedule();
    assertTrue(bottomHalf.isScheduled());
    loop.poll(true);
    assertFalse(bottomHalf.isScheduled());
    assertEquals(1, runs.get());
    bottomHalf.schedule();
    loop.poll(true);
    assertEquals(2, runs.get());
  }

  @Test
  final void aCancelledBottomHalfDoesNotRunUnlessScheduledAgain() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(runs::incrementAndGet);
    assertFalse(bottomHalf.cancel());
    bottomHalf.schedule();
    assertTrue(bottomHalf.cancel());
    assertFalse(bottomHalf.cancel());
    assertFalse(loop.poll(false));
    bottomHalf.schedule();
    bottomHalf.cancel();
    bottomHalf.schedule();
    assertTrue(loop.poll(true));
    assertFalse(loop.poll(false));
    assertEquals(1, runs.get());
  }

  @Test
  final void aBottomHalfThatSchedulesItselfRunsOnceATurn() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    BottomHalf[] self = new BottomHalf[1];
    self[0] =
        loop.bottomHalf(
            () -> {
              runs.incrementAndGet();
              self[0].schedule();
            });
    self[0].schedule();
    for (int turn = 1; turn <= 3; turn++) {
      assertTrue(loop.poll(true));
      assertEquals(turn, runs.get());
    }
  }

  @Rule("AIO-4")
  @Test
  final void aNestedTurnRunsTheBottomHalvesThatTheOuterOneHasNotComeTo() throws IOException {
    List<Integer> ran = new ArrayList<>();
    loop.execute(
        () -> {
          loop.execute(() -> ran.add(3));
          pollUntilUnchecked(() -> ran.contains(3));
          ran.add(4);
        });
    loop.execute(() -> ran.add(2));
    assertTrue(loop.poll(true));
    assertEquals(List.of(2, 3, 4), ran);
  }

  private void pollUntilUnchecked(BooleanSupplier condition) {
    try {
      pollUntil("a nested turn did its work", condition);
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  final void anIdleBottomHalfRunsSoonButIsNoProgress() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(runs::incrementAndGet);
    bottomHalf.scheduleIdle();
    assertTrue(bottomHalf.isScheduled());
    long began = System.nanoTime();
    assertFalse(loop.poll(LONG));
    assertEquals(1, runs.get());
    assertTrue(System.nanoTime() - began < LONG.toNanos() / 2, "idle is not for ever");
    bottomHalf.scheduleIdle();
    bottomHalf.schedule();
    bottomHalf.scheduleIdle();
    assertTrue(loop.poll(LONG), "scheduled in both ways it is urgent");
    bottomHalf.scheduleIdle();
    assertTrue(bottomHalf.cancel());
    assertFalse(loop.poll(false));
    assertEquals(2, runs.get());
  }

  @Test
  final void everyTaskOfEightThreadsRunsOnceAndInTheOrderOfItsThread() throws Exception {
    int perThread = 20_000;
    int[] last = new int[8];
    AtomicInteger disorder = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    loop.start();
    try (Crew crew = Crew.ofPlatformThreads()) {
      for (int member = 0; member < 8; member++) {
        int which = member;
        crew.go(
            () -> {
              for (int i = 1; i <= perThread; i++) {
                int number = i;
                loop.execute(
                    () -> {
                      if (++last[which] != number) {
                        disorder.incrementAndGet();
                      }
                      ran.incrementAndGet();
                    });
              }
            });
      }
    }
    Crew.until("all have run", () -> ran.get() == 8 * perThread);
    assertEquals(0, disorder.get());
  }

  @Rule("AIO-5")
  @Test
  final void theLastSchedulingOfEveryThreadIsFollowedByARun() throws Exception {
    int rounds = 50_000;
    long[] written = new long[8 * 16]; // plain, a cache line apart
    AtomicLong[] seen =
        IntStream.range(0, 8).mapToObj(i -> new AtomicLong()).toArray(AtomicLong[]::new);
    BottomHalf bottomHalf =
        loop.bottomHalf(
            () -> {
              for (int i = 0; i < 8; i++) {
                seen[i].set(written[16 * i]);
              }
            });
    loop.start();
    try (Crew crew = Crew.ofPlatformThreads()) {
      for (int member = 0; member < 8; member++) {
        int which = member;
        crew.go(
            () -> {
              for (int i = 1; i <= rounds; i++) {
                written[16 * which] = i;
                bottomHalf.schedule();
              }
            });
      }
    }
    Crew.until(
        "the last word of each thread was seen",
        () -> IntStream.range(0, 8).allMatch(i -> seen[i].get() == rounds));
  }

  @Test
  final void aFailingBottomHalfDoesNotKeepTheNextFromRunning() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    loop.execute(
        () -> {
          throw new IllegalStateException("thrown on purpose by a test");
        });
    loop.execute(
        () -> {
          throw new AssertionError("thrown on purpose by a test");
        });
    loop.execute(runs::incrementAndGet);
    assertTrue(loop.poll(true));
    assertEquals(1, runs.get());
  }

  // ---- timers ----

  @Rule("AIO-6")
  @Test
  final void timersRunInTheOrderOfTheirDeadlinesAndNeverEarly() throws IOException {
    List<Integer> ran = new ArrayList<>();
    long began;
    List<AioTimer> timers;
    do { // on a busy machine so much time may lie between two lines that the order is another
      began = System.nanoTime();
      timers =
          List.of(
              loop.schedule(Duration.ofMillis(30), () -> ran.add(3)),
              loop.schedule(Duration.ofMillis(10), () -> ran.add(1)),
              loop.schedule(Duration.ofMillis(20), () -> ran.add(2)));
    } while (System.nanoTime() - began > 5_000_000 && cancelAll(timers));
    while (ran.size() < 3) {
      loop.poll(true);
      long passed = System.nanoTime() - began;
      assertTrue(passed >= ran.size() * 10_000_000L, "a timer ran early: " + ran);
    }
    assertEquals(List.of(1, 2, 3), ran);
  }

  private static boolean cancelAll(List<AioTimer> timers) {
    timers.forEach(AioTimer::disarm);
    return true;
  }

  @Rule("AIO-6")
  @Test
  final void timersOfOneDeadlineRunInTheOrderOfArming() throws IOException {
    List<Integer> ran = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      loop.schedule(Duration.ofNanos(Long.MIN_VALUE + i), () -> ran.add(number));
    }
    assertTrue(loop.poll(true));
    assertEquals(IntStream.range(0, 100).boxed().toList(), ran);
  }

  @Test
  final void aTimerIsOneShotMovedByArmingAndStoppedByDisarming() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    AioTimer timer = loop.timer(runs::incrementAndGet);
    assertFalse(timer.isArmed());
    timer.arm(Duration.ofDays(1));
    timer.armNanos(0);
    assertTrue(timer.isArmed());
    assertTrue(loop.poll(true));
    assertFalse(timer.isArmed());
    assertFalse(loop.poll(false));
    timer.armNanos(0);
    timer.arm(Duration.ofSeconds(Long.MAX_VALUE));
    assertFalse(loop.poll(false));
    assertTrue(timer.disarm());
    assertFalse(timer.disarm());
    timer.armNanos(-5);
    assertTrue(timer.disarm());
    assertFalse(loop.poll(false));
    assertEquals(1, runs.get());
  }

  @Test
  final void aTimerThatArmsItselfForNowRunsOnceATurn() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    AioTimer[] self = new AioTimer[1];
    self[0] =
        loop.timer(
            () -> {
              runs.incrementAndGet();
              self[0].armNanos(0);
            });
    self[0].armNanos(0);
    for (int turn = 1; turn <= 3; turn++) {
      assertTrue(loop.poll(true));
      assertEquals(turn, runs.get());
    }
  }

  @Test
  final void aTimerDisarmedByAnotherOfTheSameTurnDoesNotRun() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    AioTimer second = loop.timer(runs::incrementAndGet);
    loop.schedule(Duration.ZERO, second::disarm);
    second.armNanos(0);
    assertTrue(loop.poll(true));
    assertFalse(loop.poll(false));
    assertEquals(0, runs.get());
  }

  @Test
  final void anEarlierTimerArmedFromOutsideWakesTheLoop() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    loop.schedule(Duration.ofDays(1), () -> {});
    loop.start();
    poller.awaitWaiting();
    loop.schedule(Duration.ofMillis(1), () -> ran.set(true));
    Crew.until("the timer has run", ran::get);
  }

  @Test
  final void ofAHundredThousandTimersThoseRunThatWereNotDisarmed() throws IOException {
    int count = 100_000;
    Random random = new Random(42);
    AtomicInteger ran = new AtomicInteger();
    AioTimer[] timers = new AioTimer[count];
    for (int i = 0; i < count; i++) {
      timers[i] =
          loop.schedule(Duration.ofSeconds(random.nextInt(100, 10_000)), ran::incrementAndGet);
    }
    assertFalse(loop.poll(false));
    int left = 0;
    for (AioTimer timer : timers) {
      if (random.nextInt(10) == 0) {
        timer.armNanos(random.nextInt(1_000_000));
        left++;
      } else {
        assertTrue(timer.disarm());
      }
    }
    int expected = left;
    pollUntil("those that are left have run", () -> ran.get() == expected);
    assertFalse(loop.poll(SHORT));
    assertEquals(left, ran.get());
  }

  @Test
  final void timersOfEightThreadsAllRun() throws Exception {
    int perThread = 2_000;
    AtomicInteger ran = new AtomicInteger();
    loop.start();
    try (Crew crew = Crew.ofVirtualThreads()) {
      for (int member = 0; member < 8; member++) {
        crew.go(
            () -> {
              for (int i = 0; i < perThread; i++) {
                loop.schedule(Duration.ofNanos(i * 100L), ran::incrementAndGet);
              }
            });
      }
    }
    Crew.until("all have run", () -> ran.get() == 8 * perThread);
  }

  // ---- waking up ----

  @Test
  final void aTaskWakesALoopThatWaits() throws Exception {
    loop.start();
    AtomicInteger ran = new AtomicInteger();
    for (int i = 1; i <= 100; i++) {
      poller.awaitWaiting();
      loop.execute(ran::incrementAndGet);
      int expected = i;
      Crew.until("the task has run", () -> ran.get() == expected);
    }
  }

  @Rule("AIO-7")
  @Test
  final void aWakeupIsNeverLost() throws Exception {
    int rounds = 20_000;
    AtomicInteger ran = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(ran::incrementAndGet);
    loop.start();
    long deadline = System.nanoTime() + LONG.toNanos();
    for (int i = 1; i <= rounds; i++) {
      bottomHalf.schedule();
      while (ran.get() < i) {
        assertTrue(System.nanoTime() - deadline < 0, "stuck in round " + i);
        Thread.onSpinWait();
      }
    }
    assertEquals(rounds, ran.get());
  }

  @Rule("AIO-7")
  @Test
  final void tasksForALoopThatDoesNotWaitCostNoWakeup() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      loop.execute(ran::incrementAndGet);
    }
    loop.schedule(Duration.ZERO, ran::incrementAndGet);
    assertTrue(loop.poll(true));
    assertEquals(1001, ran.get());
    assertEquals(1, poller.polls());
    assertEquals(0, poller.wakeups());
  }

  @Test
  final void wakeupEndsTheWaitUnderWayOrTheNextOne() throws Exception {
    loop.wakeup();
    assertFalse(loop.poll(true));
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(() -> assertFalse(loop.poll(true)));
      poller.awaitWaiting();
      loop.wakeup();
    }
  }

  @Test
  final void aLimitedTurnEndsWhenItsTimeIsUp() throws IOException {
    long began = System.nanoTime();
    assertFalse(loop.poll(SHORT));
    assertTrue(System.nanoTime() - began >= SHORT.toNanos());
    assertFalse(loop.poll(Duration.ofSeconds(-1)));
  }

  @Test
  final void aClosedLoopTakesNoTasks() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(runs::incrementAndGet);
    AioTimer timer = loop.schedule(Duration.ZERO, runs::incrementAndGet);
    bottomHalf.schedule();
    loop.close();
    assertEquals(0, runs.get());
    assertFalse(timer.isArmed());
    assertFalse(bottomHalf.cancel());
    assertThrows(RejectedExecutionException.class, bottomHalf::schedule);
    assertThrows(RejectedExecutionException.class, bottomHalf::scheduleIdle);
    assertThrows(RejectedExecutionException.class, () -> timer.armNanos(0));
    var refused =
        assertThrows(RejectedExecutionException.class, () -> loop.execute(runs::incrementAndGet));
    assertTrue(String.valueOf(refused.getMessage()).contains("contract"));
    loop.wakeup();
  }
}
