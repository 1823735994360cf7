package org.example.qio.tests;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Waits for a state that another process or thread brings about. */
final class Eventually {

  private static final long STEP_NANOS = 1_000_000;
  private static final int LIMIT_SECONDS = 20;

  private Eventually() {}

  /** Something that is looked for; empty while it is not there. */
  @FunctionalInterface
  interface Search<T> {
    Optional<T> look() throws Exception;
  }

  /** A state that is looked at. */
  @FunctionalInterface
  interface State {
    boolean holds() throws Exception;
  }

  static void holds(String what, State state) {
    var _ = found(what, () -> state.holds() ? Optional.of(state) : Optional.empty(), LIMIT_SECONDS);
  }

  static <T> T found(String what, Search<T> search, int limitSeconds) {
    long end = System.nanoTime() + limitSeconds * 1_000_000_000L;
    try {
      Optional<T> found = search.look();
      while (found.isEmpty()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not in " + limitSeconds + " s: " + what);
        }
        LockSupport.parkNanos(STEP_NANOS);
        found = search.look();
      }
      return found.get();
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }
}
