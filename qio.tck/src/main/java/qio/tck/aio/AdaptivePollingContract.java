package qio.tck.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import qio.api.aio.AdaptivePolling;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;
import qio.api.aio.BottomHalf;
import qio.tck.Rule;

/** What a loop does that looks for work before it sleeps. */
public abstract class AdaptivePollingContract extends LoopContract {

  private static final Duration MILLI = Duration.ofMillis(1);

  /** Opens at once to a length that no test comes to the end of. */
  private static final AdaptivePolling ENDLESS = new AdaptivePolling(LONG, Integer.MAX_VALUE, 0);

  /** For subclasses. */
  protected AdaptivePollingContract() {}

  /** Opens the window with two waits that are short, on any machine, beside the maximum. */
  private void openWindow() throws IOException {
    loop.adaptivePolling(ENDLESS);
    loop.poll(MILLI);
    loop.poll(MILLI);
  }

  /** How many times a turn that waits a moment in vain asks the poller. */
  private int pollsOfATurn(Duration wait) throws IOException {
    int before = poller.polls();
    assertFalse(loop.poll(wait));
    return poller.polls() - before;
  }

  @Rule("AIO-20")
  @Test
  final void aLoopAsksItsPollerOnceATurnUnlessItIsToldOtherwise() throws IOException {
    assertEquals(AdaptivePolling.OFF, loop.adaptivePolling());
    assertEquals(1, pollsOfATurn(MILLI));
    openWindow();
    assertTrue(pollsOfATurn(MILLI) > 1);
    loop.adaptivePolling(AdaptivePolling.OFF);
    assertEquals(1, pollsOfATurn(MILLI));
    assertEquals(1, pollsOfATurn(Duration.ZERO));
  }

  @Rule("AIO-20")
  @Test
  final void whatBecomesReadyInTheWindowIsServedWithoutASleep() throws Exception {
    Assumptions.assumeTrue(fixture().isPrompt(), "readiness comes when it comes: nothing to count");
    AtomicInteger calls = new AtomicInteger();
    loop.setFdHandler(pair.reader(), calls::incrementAndGet, null);
    openWindow();
    int polls = poller.polls();
    int waits = poller.waits();
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(
          () -> {
            Crew.until("the loop looks", () -> poller.polls() > polls + 2);
            pair.write();
          });
      assertTrue(loop.poll(true));
    }
    assertEquals(1, calls.get());
    assertEquals(waits, poller.waits());
  }

  @Rule("AIO-21")
  @Test
  final void theWindowOpensAfterAShortWaitAndClosesAfterALongOne() throws IOException {
    Duration max = Duration.ofMillis(50);
    loop.adaptivePolling(new AdaptivePolling(max, 2, 0));
    assertEquals(1, pollsOfATurn(MILLI), "it begins closed");
    long deadline = System.nanoTime() + LONG.toNanos();
    while (pollsOfATurn(MILLI) == 1) {
      assertTrue(System.nanoTime() - deadline < 0, "the window stays closed");
    }
    pollsOfATurn(max.multipliedBy(2));
    assertEquals(1, pollsOfATurn(MILLI), "it is closed again");
  }

  @Rule("AIO-22")
  @Test
  final void noTaskIsLostWhileWindowsOpenAndClose() throws Exception {
    int rounds = 20_000;
    AtomicInteger ran = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(ran::incrementAndGet);
    loop.adaptivePolling(new AdaptivePolling(Duration.ofNanos(20_000), 2, 2));
    loop.start();
    long deadline = System.nanoTime() + LONG.toNanos();
    for (int i = 1; i <= rounds; i++) {
      pause(i % 97);
      bottomHalf.schedule();
      while (ran.get() < i) {
        assertTrue(System.nanoTime() - deadline < 0, "stuck in round " + i);
        Thread.onSpinWait();
      }
    }
    assertEquals(rounds, ran.get());
  }

  /** Lets the next task come at another place of the loop's wait. */
  private static void pause(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
  }

  @Rule("AIO-22")
  @Test
  final void aTaskForALoopThatLooksCostsNoWakeup() throws Exception {
    openWindow();
    AtomicInteger ran = new AtomicInteger();
    int before = poller.wakeups();
    loop.start();
    for (int i = 1; i <= 100; i++) {
      int expected = i;
      loop.execute(ran::incrementAndGet);
      Crew.until("the task has run", () -> ran.get() == expected);
    }
    assertEquals(before, poller.wakeups());
  }

  @Rule("AIO-22")
  @Test
  final void aTimerInTheWindowIsNeitherEarlyNorForgotten() throws IOException {
    openWindow();
    long began = System.nanoTime();
    AtomicInteger runs = new AtomicInteger();
    AioTimer timer = loop.schedule(SHORT, runs::incrementAndGet);
    pollUntil("the timer has run", () -> runs.get() == 1);
    assertTrue(System.nanoTime() - began >= SHORT.toNanos());
    assertFalse(timer.isArmed());
  }

  @Rule("AIO-22")
  @Test
  final void aTimerArmedByAnotherThreadEndsTheWindow() throws Exception {
    openWindow();
    AtomicInteger runs = new AtomicInteger();
    int polls = poller.polls();
    int waits = poller.waits();
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(
          () -> {
            Crew.until("the loop looks", () -> poller.polls() > polls + 2);
            loop.schedule(Duration.ZERO, runs::incrementAndGet);
          });
      assertTrue(loop.poll(true));
    }
    assertEquals(1, runs.get());
    assertEquals(waits, poller.waits());
  }

  @Rule("AIO-22")
  @Test
  final void wakeupEndsTheWindow() throws Exception {
    openWindow();
    int polls = poller.polls();
    int waits = poller.waits();
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(
          () -> {
            Crew.until("the loop looks", () -> poller.polls() > polls + 2);
            loop.wakeup();
          });
      assertFalse(loop.poll(true));
    }
    assertEquals(waits, poller.waits());
  }

  @Rule("AIO-22")
  @Test
  final void closingEndsTheWindow() throws Exception {
    openWindow();
    int polls = poller.polls();
    int waits = poller.waits();
    loop.start();
    Crew.until("the loop looks", () -> poller.polls() > polls + 2);
    long began = System.nanoTime();
    loop.close();
    assertTrue(System.nanoTime() - began < LONG.toNanos() / 2);
    assertEquals(waits, poller.waits());
  }

  @Rule("AIO-22")
  @Test
  final void aFailureInTheWindowEndsTheLoop() throws Exception {
    openWindow();
    int polls = poller.polls();
    loop.start();
    Crew.until("the loop looks", () -> poller.polls() > polls + 2);
    poller.failNext(new IOException("gone"));
    Crew.until("the loop is dead", () -> !loop.isOpen());
  }

  @Test
  final void aVirtualThreadThatRunsTheLoopLooksToo() throws Exception {
    openWindow();
    AtomicInteger ran = new AtomicInteger();
    int polls = poller.polls();
    int waits = poller.waits();
    AioContext looking = loop;
    try (Crew crew = Crew.ofVirtualThreads()) {
      crew.go(() -> assertTrue(looking.poll(true)));
      Crew.until("the loop looks", () -> poller.polls() > polls + 2);
      loop.execute(ran::incrementAndGet);
    }
    assertEquals(1, ran.get());
    assertEquals(waits, poller.waits());
  }

  @Rule("AIO-10")
  @Test
  final void lookingAllocatesNothing() throws IOException {
    AllocationMeter meter =
        AllocationMeter.find()
            .orElseGet(() -> Assumptions.abort("this machine does not count allocated bytes"));
    openWindow();
    int turns = 2_000;
    long bytes = turns;
    for (int i = 0; i < 50 && bytes >= turns; i++) { // until the compiler has come so far
      long before = meter.read();
      int polls = poller.polls();
      look(turns);
      bytes = meter.read() - before;
      assertTrue(poller.polls() - polls > turns, "it looked");
    }
    assertTrue(bytes < turns, bytes + " bytes in " + turns + " turns");
  }

  private void look(int turns) throws IOException {
    Duration limit = Duration.ofNanos(20_000);
    for (int i = 0; i < turns; i++) {
      loop.poll(limit);
    }
  }
}
