package qio.posix;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.BooleanSupplier;

/** Waits for a state, for a limited time. */
final class Eventually {

  private static final long LIMIT = 20_000_000_000L;

  private Eventually() {}

  static void until(BooleanSupplier reached) {
    long deadline = System.nanoTime() + LIMIT;
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not reached in time");
      }
      Thread.onSpinWait();
    }
  }
}
