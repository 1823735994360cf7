package qio.tests.socket;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a state that another thread or the kernel brings about. */
public final class Eventually {

  private static final long LIMIT_NANOS = 20_000_000_000L;
  private static final long STEP_NANOS = 200_000;

  private Eventually() {}

  /** A state that can be looked at. */
  @FunctionalInterface
  public interface State {
    boolean holds() throws Exception;
  }

  public static void holds(String what, State state) {
    holds(() -> what, state);
  }

  public static void holds(Supplier<String> what, State state) {
    long start = System.nanoTime();
    try {
      while (!state.holds()) {
        if (System.nanoTime() - start > LIMIT_NANOS) {
          throw new AssertionError("not in " + LIMIT_NANOS / 1_000_000_000 + " s: " + what.get());
        }
        LockSupport.parkNanos(STEP_NANOS);
      }
    } catch (Exception e) {
      throw new AssertionError(what.get(), e);
    }
  }
}
