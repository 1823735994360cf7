package qio.api.channel;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The door for everything but reading and writing: any number of threads inside, none enters after
 * it was shut.
 */
final class SharedGate {

  /** The number of threads inside, with the sign bit set once the gate is shut. */
  private final AtomicInteger inside = new AtomicInteger();

  boolean enter() {
    for (; ; ) {
      int now = inside.get();
      if (now < 0) {
        return false;
      }
      if (inside.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Goes out; true if the gate is shut and this was the last thread inside. */
  boolean leave() {
    return inside.decrementAndGet() == Integer.MIN_VALUE;
  }

  /** Shuts the gate; true if nobody was inside. Called once. */
  boolean shut() {
    return inside.getAndUpdate(now -> now | Integer.MIN_VALUE) == 0;
  }

  boolean isShut() {
    return inside.get() < 0;
  }
}
