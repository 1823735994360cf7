package qio.api.channel;

import java.util.Set;
import qio.api.aio.Readiness;

/**
 * A condition that can be waited for. (The header's {@code GIOCondition}.)
 *
 * <p>Sets of conditions made by {@link #of} and those handed to callbacks are immutable and shared,
 * so that they cost no allocation; any other {@link Set} is accepted too.
 */
public enum IoCondition {
  /** There is something to read, or the end of the stream. */
  IN(Readiness.READ),
  /** There is urgent data. */
  PRI(Readiness.PRIORITY),
  /** There is room to write. */
  OUT(Readiness.WRITE),
  /** An error waits; the next read or write tells it. */
  ERR(Readiness.ERROR),
  /** The other end is gone in both directions. */
  HUP(Readiness.HANG_UP);

  private final int bit;

  IoCondition(int bit) {
    this.bit = bit;
  }

  /**
   * The bit of {@link Readiness} that stands for this condition.
   *
   * @return one bit
   */
  public int bit() {
    return bit;
  }

  /**
   * The shared immutable set of some conditions.
   *
   * @param conditions any number of them
   * @return the set; the same object for the same conditions
   */
  public static Set<IoCondition> of(IoCondition... conditions) {
    int bits = 0;
    for (IoCondition condition : conditions) {
      bits |= condition.bit;
    }
    return IoConditionSet.of(bits);
  }

  /**
   * The shared immutable set for some bits of {@link Readiness}. Allocates nothing.
   *
   * @param readiness bits of {@link Readiness}; others are ignored
   * @return the set
   */
  public static Set<IoCondition> fromReadiness(int readiness) {
    return IoConditionSet.of(readiness);
  }

  /**
   * The bits of {@link Readiness} for a set. Allocates nothing for the sets that this class makes.
   *
   * @param conditions any set of conditions
   * @return their bits
   */
  public static int toReadiness(Set<IoCondition> conditions) {
    if (conditions instanceof IoConditionSet shared) {
      return shared.bits();
    }
    int bits = 0;
    for (IoCondition condition : conditions) {
      bits |= condition.bit;
    }
    return bits;
  }
}
