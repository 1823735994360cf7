package qio.api.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;

class IoConditionTest {

  @Test
  void everySetExistsOnceAndIsEqualToAnyOtherSetOfTheSameConditions() {
    for (int bits = 0; bits <= Readiness.ALL; bits++) {
      Set<IoCondition> shared = IoCondition.fromReadiness(bits);
      EnumSet<IoCondition> plain = EnumSet.noneOf(IoCondition.class);
      for (IoCondition condition : IoCondition.values()) {
        if ((bits & condition.bit()) != 0) {
          plain.add(condition);
        }
      }
      assertEquals(plain, shared);
      assertEquals(shared, plain);
      assertEquals(bits, IoCondition.toReadiness(shared));
      assertEquals(bits, IoCondition.toReadiness(plain));
      assertSame(shared, IoCondition.of(plain.toArray(IoCondition[]::new)));
    }
  }

  @Test
  void aSharedSetCannotBeChanged() {
    Set<IoCondition> in = IoCondition.of(IoCondition.IN);
    assertThrows(UnsupportedOperationException.class, () -> in.add(IoCondition.OUT));
    assertThrows(UnsupportedOperationException.class, in::clear);
  }
}
