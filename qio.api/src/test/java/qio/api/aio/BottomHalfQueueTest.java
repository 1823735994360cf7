package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BottomHalfQueueTest {

  private final BottomHalfQueue queue = new BottomHalfQueue();
  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("queue", PollerProvider.selector());
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private BottomHalf bottomHalf() {
    return loop.bottomHalf(() -> {});
  }

  @Test
  void whatArrivesInSeveralLotsComesOutInOrder() {
    BottomHalf[] all = {bottomHalf(), bottomHalf(), bottomHalf(), bottomHalf()};
    queue.push(all[0]);
    queue.push(all[1]);
    queue.admit();
    queue.push(all[2]);
    queue.push(all[3]);
    long last = queue.admit();
    for (BottomHalf each : all) {
      assertSame(each, queue.take(last));
    }
    assertNull(queue.take(last));
    assertTrue(queue.isEmpty());
  }

  @Test
  void aTurnTakesNothingThatArrivedAfterItBegan() {
    BottomHalf early = bottomHalf();
    BottomHalf late = bottomHalf();
    queue.push(early);
    long last = queue.admit();
    queue.push(late);
    long nested = queue.admit();
    assertSame(early, queue.take(last));
    assertNull(queue.take(last));
    assertSame(late, queue.take(nested));
  }

  @Test
  void aNestedTurnTakesOverWhatTheOuterOneHasLeft() {
    BottomHalf outer = bottomHalf();
    queue.push(outer);
    long last = queue.admit();
    long nested = queue.admit();
    assertSame(outer, queue.take(nested));
    assertNull(queue.take(last));
  }

  @Test
  void theSameLinkGoesInAndOutAgainAndAgain() {
    BottomHalf only = bottomHalf();
    for (int i = 1; i <= 3; i++) {
      queue.push(only);
      assertEquals(i, queue.admit());
      assertSame(only, queue.take(i));
      assertNull(only.next);
    }
  }

  @Test
  void idleAndCancelledOnesAreNotUrgent() throws IOException {
    BottomHalf bottomHalf = bottomHalf();
    assertFalse(bottomHalf.isUrgent());
    bottomHalf.scheduleIdle();
    assertFalse(bottomHalf.isUrgent());
    bottomHalf.schedule();
    assertTrue(bottomHalf.isUrgent());
    bottomHalf.cancel();
    assertFalse(bottomHalf.isUrgent());
    assertFalse(loop.poll(false));
  }

  /**
   * A scheduling that finds the bottom half scheduled does nothing but make the caller's writes
   * visible to the run. One thread writes and schedules while the other, which has scheduled
   * before, runs it: the word must be seen by that run, or be followed by another one.
   */
  @Test
  void whatWasWrittenBeforeACoalescedSchedulingIsSeenByARun() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    int[] written = new int[1]; // plain, so that only the scheduling makes it visible
    int[] seen = new int[1];
    int lost = 0;
    try (AioContext quick = AioContext.open("quick", new ScriptedPoller())) {
      BottomHalf bottomHalf = quick.bottomHalf(() -> seen[0] = written[0]);
      Runnable writing =
          () -> {
            for (int i = 1; awaitAtLeast(begun, i) && !over.get(); i++) {
              pause(i % 61);
              written[0] = i;
              bottomHalf.schedule();
              done.set(i);
            }
          };
      Thread writer = Thread.ofPlatform().daemon().start(writing);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      for (int i = 1; i <= 1_000_000 && System.nanoTime() - deadline < 0; i++) {
        bottomHalf.schedule();
        begun.set(i);
        pause(i % 53);
        quick.poll(false);
        awaitAtLeast(done, i);
        quick.poll(false);
        lost += seen[0] == i ? 0 : 1;
      }
      over.set(true);
      begun.set(Integer.MAX_VALUE);
      assertTrue(writer.join(Duration.ofSeconds(20)));
    }
    assertEquals(0, lost);
  }

  private static boolean awaitAtLeast(AtomicInteger counter, int value) {
    for (int spins = 0; counter.get() < value; spins++) {
      if (spins > 10_000) {
        Thread.yield();
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private static void pause(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
  }
}
