package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a loop waits that polls adaptively, on a poller that counts and does what it is told. */
class LoopWaitTest {

  private static final Pollable SEVEN = Pollable.ofDescriptor(7);
  private static final Duration WINDOW = Duration.ofSeconds(20);
  private static final LoopRecorder RECORDER = new LoopRecorder("wait");
  private static final Duration MILLI = Duration.ofMillis(1);

  private final ScriptedPoller poller = new ScriptedPoller();
  private final List<String> done = new ArrayList<>();
  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("wait", poller, true, new RecordingLogger());
  }

  @AfterEach
  void close() {
    loop.close();
  }

  /** Opens the window, by two short waits, so far that no test comes to its end. */
  private void openWindow() throws IOException {
    loop.adaptivePolling(new AdaptivePolling(WINDOW, Integer.MAX_VALUE, 0));
    loop.poll(MILLI);
    loop.poll(MILLI);
    poller.looks.set(0);
    poller.waits.set(0);
  }

  /** Has something happen at the third look. */
  private void atTheThirdLook(Runnable event) {
    AtomicInteger looks = new AtomicInteger();
    poller.whenLooking =
        () -> {
          if (looks.incrementAndGet() == 3) {
            event.run();
          }
        };
  }

  private void assertNeverSlept() {
    assertEquals(0, poller.waits.get(), "polls that wait");
    assertEquals(0, poller.calls.get(), "wake-ups");
  }

  @Test
  void offItAsksThePollerOnceATurn() throws IOException {
    loop.poll(MILLI);
    loop.poll(MILLI);
    loop.adaptivePolling(AdaptivePolling.upTo(WINDOW));
    loop.adaptivePolling(AdaptivePolling.OFF);
    loop.poll(MILLI);
    loop.execute(() -> done.add("task"));
    loop.poll(true);
    assertEquals(3, poller.waits.get());
    assertEquals(1, poller.looks.get());
  }

  @Test
  void itSleepsWhenTheWindowIsOver() throws IOException {
    loop.adaptivePolling(new AdaptivePolling(WINDOW, 1, 0));
    assertFalse(loop.poll(MILLI));
    assertEquals(0, poller.looks.get(), "the window begins at zero");
    assertFalse(loop.poll(MILLI));
    assertTrue(poller.looks.get() > 0, "and has grown");
    assertEquals(2, poller.waits.get());
  }

  @Test
  void whatBecomesReadyInTheWindowNeedsNoSleep() throws IOException {
    loop.setFdHandler(SEVEN, () -> done.add("handler"), null);
    openWindow();
    atTheThirdLook(() -> poller.keys.get(7).ready = Readiness.READ);
    assertTrue(loop.poll(true));
    assertEquals(List.of("handler"), done);
    assertEquals(3, poller.looks.get());
    assertNeverSlept();
  }

  @Test
  void aTaskThatComesInTheWindowNeedsNeitherSleepNorWakeup() throws IOException {
    openWindow();
    atTheThirdLook(() -> loop.execute(() -> done.add("task")));
    assertTrue(loop.poll(true));
    assertEquals(List.of("task"), done);
    assertEquals(3, poller.looks.get());
    assertNeverSlept();
  }

  @Test
  void aTimerThatIsArmedInTheWindowEndsIt() throws IOException {
    openWindow();
    atTheThirdLook(() -> loop.schedule(Duration.ZERO, () -> done.add("timer")));
    assertTrue(loop.poll(true));
    assertEquals(List.of("timer"), done);
    assertEquals(3, poller.looks.get());
    assertNeverSlept();
  }

  @Test
  void theWindowNeverRunsPastTheNextTimer() throws IOException {
    openWindow();
    long began = System.nanoTime();
    loop.schedule(MILLI, () -> done.add("timer"));
    while (done.isEmpty()) {
      loop.poll(true);
    }
    long took = System.nanoTime() - began;
    assertTrue(took >= MILLI.toNanos() && took < WINDOW.toNanos() / 2, took + " ns");
  }

  @Test
  void theWindowNeverRunsPastTheLimitOfTheTurn() throws IOException {
    openWindow();
    long began = System.nanoTime();
    assertFalse(loop.poll(MILLI));
    long took = System.nanoTime() - began;
    assertTrue(took >= MILLI.toNanos() && took < WINDOW.toNanos() / 2, took + " ns");
  }

  @Test
  void aTurnThatDoesNotWaitLooksOnce() throws IOException {
    openWindow();
    assertFalse(loop.poll(false));
    assertEquals(1, poller.looks.get());
    assertNeverSlept();
  }

  @Test
  void aWakeupEndsTheWindowAndIsUsedUp() throws IOException {
    openWindow();
    atTheThirdLook(loop::wakeup);
    assertFalse(loop.poll(true));
    assertEquals(3, poller.looks.get());
    assertNeverSlept();
    assertFalse(loop.poll(MILLI));
    assertTrue(poller.looks.get() > 4, "the next turn waits again");
  }

  @Test
  void aTaskThatComesAfterTheLastLookIsFoundBeforeTheSleep() throws IOException {
    BottomHalfQueue queue = new BottomHalfQueue();
    LoopAlarm alarm = new LoopAlarm(poller, RECORDER);
    atTheEndOfTheWindow(
        queue,
        alarm,
        () -> {
          queue.push(scheduled());
          alarm.wakeIfAsleep();
        });
    assertNeverSlept();
  }

  @Test
  void aWakeupAfterTheLastLookEndsTheSleep() throws IOException {
    LoopAlarm alarm = new LoopAlarm(poller, RECORDER);
    atTheEndOfTheWindow(new BottomHalfQueue(), alarm, alarm::ring);
    assertNeverSlept();
  }

  /** A bottom half that is due, and in no queue that a test looks at. */
  private BottomHalf scheduled() {
    BottomHalf task = loop.bottomHalf(() -> {});
    task.schedule();
    task.next = null;
    return task;
  }

  /** Waits in a window of one look; the event happens between that look and lying down. */
  private void atTheEndOfTheWindow(BottomHalfQueue queue, LoopAlarm alarm, Runnable event)
      throws IOException {
    AtomicInteger asked = new AtomicInteger();
    PollWindow window =
        new PollWindow(
            () -> {
              if (asked.incrementAndGet() == 4) { // two to grow it, and one when the wait begins
                event.run();
              }
              return asked.get() * 10_000L;
            });
    window.set(AdaptivePolling.upTo(WINDOW));
    assertFalse(window.isOff());
    window.beginWait();
    window.endWait();
    LoopFaults faults = new LoopFaults("wait", new RecordingLogger());
    WatchRegistry watches = new WatchRegistry(loop, new LoopOwner(), poller, faults);
    new LoopWait(loop, poller, alarm, watches, queue, new TimerHeap(), window, RECORDER)
        .forWork(-1);
    assertTrue(asked.get() > 4);
    assertEquals(2, poller.looks.get(), "one in the window, and one after lying down");
  }

  @Test
  void closingEndsTheWindow() throws Exception {
    openWindow();
    Thread runner =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    loop.run();
                  } catch (IOException unexpected) {
                    done.add(unexpected.toString());
                  }
                });
    while (poller.looks.get() < 3) {
      Thread.onSpinWait();
    }
    long began = System.nanoTime();
    loop.close();
    assertTrue(System.nanoTime() - began < WINDOW.toNanos() / 2);
    runner.join(WINDOW);
    assertFalse(runner.isAlive());
    assertEquals(List.of(), done);
    assertEquals(0, poller.waits.get());
  }

  @Test
  void aNestedTurnLooksToo() throws IOException {
    loop.setFdHandler(
        SEVEN,
        () -> {
          poller.keys.get(7).ready = Readiness.NONE;
          int soFar = poller.looks.get();
          atTheThirdLook(() -> loop.execute(() -> done.add("nested")));
          assertTrue(loop.poll(true));
          assertEquals(soFar + 3, poller.looks.get());
          done.add("handler");
        },
        null);
    openWindow();
    atTheThirdLook(() -> poller.keys.get(7).ready = Readiness.READ);
    assertTrue(loop.poll(true));
    assertEquals(List.of("nested", "handler"), done);
    assertNeverSlept();
  }

  @Test
  void aSettingHoldsFromTheNextTurnOn() throws IOException {
    openWindow();
    assertEquals(WINDOW, loop.adaptivePolling().max());
    atTheThirdLook(() -> loop.adaptivePolling(AdaptivePolling.OFF));
    loop.poll(MILLI);
    assertTrue(poller.looks.get() >= 3);
    poller.looks.set(0);
    poller.waits.set(0);
    loop.poll(MILLI);
    assertEquals(1, poller.waits.get());
    assertEquals(0, poller.looks.get());
  }
}
