package qio.api.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The door for everything but reading and writing: any number of threads inside, none enters after
 * it was shut.
 */
final class SharedGate {

  /** The number of threads inside, with the sign bit set once the gate is shut. */
  private volatile int inside;

  private static final VarHandle INSIDE = Handles.of(MethodHandles.lookup(), "inside", int.class);

  boolean enter() {
    for (; ; ) {
      int now = inside;
      if (now < 0) {
        return false;
      }
      if (INSIDE.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
  }

  /** Goes out; true if the gate is shut and this was the last thread inside. */
  boolean leave() {
    return (int) INSIDE.getAndAdd(this, -1) - 1 == Integer.MIN_VALUE;
  }

  /** Shuts the gate; true if nobody was inside. Called once. */
  boolean shut() {
    return (int) INSIDE.getAndBitwiseOr(this, Integer.MIN_VALUE) == 0;
  }

  boolean isShut() {
    return inside < 0;
  }
}
