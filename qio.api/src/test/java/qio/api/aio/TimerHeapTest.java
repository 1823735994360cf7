package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimerHeapTest {

  private final TimerHeap heap = new TimerHeap();
  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("heap", PollerProvider.selector());
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private AioTimer timer() {
    return new AioTimer(loop, heap, () -> {});
  }

  @Test
  void anyMixOfArmingMovingAndDisarmingLeavesTheOrderOfASortedList() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<AioTimer> expected = new ArrayList<>();
      List<AioTimer> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(timer());
      }
      for (int step = 0; step < 500; step++) {
        AioTimer timer = all.get(random.nextInt(all.size()));
        if (random.nextInt(3) == 0) {
          assertEquals(expected.remove(timer), heap.disarm(timer));
        } else {
          expected.remove(timer);
          heap.arm(timer, random.nextInt(50));
          expected.add(timer); // last of its deadline: the sort below is stable
        }
      }
      expected.sort(Comparator.comparingLong((AioTimer timer) -> timer.deadline));
      for (AioTimer next : expected) {
        assertSame(next, heap.takeDue(50, Long.MAX_VALUE));
        assertFalse(heap.isArmed(next));
      }
      assertNull(heap.takeDue(50, Long.MAX_VALUE));
    }
  }

  @Test
  void deadlinesAreComparedAcrossTheOverflowOfTheClock() {
    AioTimer before = timer();
    AioTimer after = timer();
    assertTrue(heap.arm(after, Long.MIN_VALUE + 5));
    assertTrue(heap.arm(before, Long.MAX_VALUE - 5));
    assertNull(heap.takeDue(Long.MAX_VALUE - 6, Long.MAX_VALUE));
    assertSame(before, heap.takeDue(Long.MAX_VALUE, Long.MAX_VALUE));
    assertNull(heap.takeDue(Long.MAX_VALUE, Long.MAX_VALUE));
    assertSame(after, heap.takeDue(Long.MIN_VALUE + 5, Long.MAX_VALUE));
  }

  @Test
  void onlyTheEarliestAsksForTheLoopToWake() {
    assertTrue(heap.arm(timer(), 10));
    assertFalse(heap.arm(timer(), 20));
    assertFalse(heap.arm(timer(), 10));
    assertTrue(heap.arm(timer(), 5));
  }

  @Test
  void whatWasArmedAfterTheMarkStays() {
    AioTimer old = timer();
    AioTimer fresh = timer();
    heap.arm(old, 1);
    long mark = heap.lastArmed();
    heap.arm(fresh, 1);
    assertSame(old, heap.takeDue(1, mark));
    assertNull(heap.takeDue(1, mark));
    assertSame(fresh, heap.takeDue(1, heap.lastArmed()));
  }

  @Test
  void aClosedHeapIsEmptyAndStaysSo() {
    AioTimer timer = timer();
    heap.arm(timer, 1);
    heap.close();
    assertFalse(heap.isArmed(timer));
    assertFalse(heap.arm(timer, 1));
    assertFalse(heap.isArmed(timer));
    assertEquals(-1, heap.nanosUntilFirst());
  }
}
