package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventTableTest {

  @Test
  void whatWasRemovedIsNeverFoundThoughItsIndexIsUsedAgain() {
    EventTable<String> table = new EventTable<>();
    long first = table.add("first");
    table.remove(first);
    table.remove(first);
    long second = table.add("second");
    assertEquals((int) first, (int) second, "the index is given out again");
    assertNotEquals(first, second);
    assertNull(table.get(first));
    assertEquals("second", table.get(second));
    table.remove(first);
    assertEquals("second", table.get(second), "a late removal does not hit the successor");
    assertNull(table.get(EventTable.NONE));
    assertNull(table.get(1L << 20));
  }

  @Test
  void manyComeAndGoLikeInAMap() {
    EventTable<Integer> table = new EventTable<>();
    Map<Long, Integer> model = new HashMap<>();
    List<Long> given = new ArrayList<>();
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      if (model.isEmpty() || random.nextInt(5) < 3) {
        long data = table.add(i);
        assertNull(model.put(data, i), "data are given out once");
        given.add(data);
      } else {
        long data = given.get(random.nextInt(given.size()));
        table.remove(data);
        model.remove(data);
      }
    }
    for (long data : given) {
      assertEquals(model.get(data), table.get(data));
    }
    assertEquals(model.size(), table.values().size());
  }
}
