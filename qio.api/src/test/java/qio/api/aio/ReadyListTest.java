package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order in which a turn calls what is ready. */
class ReadyListTest {

  private final ReadyList list = new ReadyList();
  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("list", new ScriptedPoller());
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private ReadyEntry entry(int priority) {
    return BottomHalf.among(loop, () -> {}, priority);
  }

  private List<ReadyEntry> takeAll() {
    List<ReadyEntry> all = new ArrayList<>();
    for (ReadyEntry each = list.take(); each != null; each = list.take()) {
      all.add(each);
    }
    assertTrue(list.isEmpty());
    return all;
  }

  @Test
  void whatIsEqualKeepsItsOrder() {
    List<ReadyEntry> added = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      added.add(entry(0));
      list.add(added.getLast());
    }
    assertEquals(added, takeAll());
    assertNull(list.take());
  }

  @Test
  void everySizeAndOrderIsSortedStably() {
    Random random = new Random(42);
    for (int size = 0; size < 200; size++) {
      List<ReadyEntry> added = new ArrayList<>();
      int kinds = 1 + random.nextInt(20);
      for (int i = 0; i < size; i++) {
        added.add(entry(random.nextInt(kinds) - kinds / 2));
        list.add(added.getLast());
      }
      added.sort(Comparator.comparingInt(ReadyEntry::priority));
      assertEquals(added, takeAll());
    }
  }

  @Test
  void whatIsAddedWhileOthersAreTakenFindsItsPlace() {
    ReadyEntry last = entry(Integer.MAX_VALUE);
    ReadyEntry middle = entry(0);
    ReadyEntry first = entry(Integer.MIN_VALUE);
    list.add(last);
    list.add(middle);
    assertEquals(middle, list.take());
    list.add(first);
    list.add(middle);
    assertEquals(List.of(first, middle, last), takeAll());
  }
}
