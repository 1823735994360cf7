package qio.api.channel;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;

/** One of the 32 sets of conditions; all exist once. */
final class IoConditionSet extends AbstractSet<IoCondition> {

  private static final IoConditionSet[] ALL = new IoConditionSet[Readiness.ALL + 1];

  static {
    Arrays.setAll(ALL, IoConditionSet::new);
  }

  private final int bits;
  private final List<IoCondition> members;

  private IoConditionSet(int bits) {
    this.bits = bits;
    this.members = Arrays.stream(IoCondition.values()).filter(c -> (c.bit() & bits) != 0).toList();
  }

  static IoConditionSet of(int bits) {
    return ALL[bits & Readiness.ALL];
  }

  int bits() {
    return bits;
  }

  @Override
  public boolean contains(@Nullable Object member) {
    return member instanceof IoCondition condition && (bits & condition.bit()) != 0;
  }

  @Override
  public Iterator<IoCondition> iterator() {
    return members.iterator();
  }

  @Override
  public int size() {
    return members.size();
  }
}
