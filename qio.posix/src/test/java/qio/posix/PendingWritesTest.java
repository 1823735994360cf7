package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingWritesTest {

  private static PendingWrites of(int first, int count) {
    PendingWrites writes = new PendingWrites(first);
    for (int i = 0; i < count; i++) {
      writes.add("write " + i);
    }
    return writes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, Integer.MAX_VALUE - 3, -4})
  void rangesAreTakenOffWhereverTheNumbersWrapAround(int first) {
    PendingWrites writes = of(first, 40);
    writes.complete(first, first + 2, true);
    assertEquals(37, writes.size());
    writes.complete(first + 3, first + 39, true);
    assertTrue(writes.isEmpty());
    assertFalse(writes.takeResult(), "all were copied");
    writes.add("next");
    writes.complete(first + 40, first + 40, false);
    assertTrue(writes.isEmpty());
    assertTrue(writes.takeResult());
  }

  @Test
  void whatCompletesOutOfOrderIsTakenOffWhenItsTurnComes() {
    PendingWrites writes = of(0, 4);
    writes.complete(2, 3, false);
    assertEquals(4, writes.size());
    writes.complete(0, 0, true);
    assertEquals(3, writes.size());
    writes.complete(1, 1, true);
    assertTrue(writes.isEmpty());
    assertTrue(writes.takeResult(), "two were not copied");
  }

  @Test
  void numbersThatNobodyWaitsForChangeNothing() {
    PendingWrites writes = of(10, 2);
    writes.complete(0, 9, false);
    writes.complete(12, 400, false);
    writes.complete(-5, -1, false);
    assertEquals(2, writes.size());
    writes.complete(0, 1000, true);
    assertTrue(writes.isEmpty());
    assertFalse(writes.takeResult());
  }

  @Test
  void theResultIsOfTheTimeSinceTheLastOne() {
    PendingWrites writes = new PendingWrites(0);
    assertTrue(writes.takeResult(), "nothing was copied");
    writes.addCopied();
    assertFalse(writes.takeResult());
    assertTrue(writes.takeResult());
  }

  @Test
  void thereIsALimit() {
    PendingWrites writes = of(-500, PendingWrites.MOST);
    assertTrue(writes.isFull());
    writes.complete(-500, -500, false);
    assertFalse(writes.isFull());
    writes.add("one more, where the ring begins again");
    writes.complete(-499, -500 + PendingWrites.MOST, false);
    assertTrue(writes.isEmpty());
  }
}
