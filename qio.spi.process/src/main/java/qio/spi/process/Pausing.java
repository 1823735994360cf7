package qio.spi.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits of a close: limited in time, and not ended by an interrupt, which stays pending. */
final class Pausing {

  private interface Wait {
    boolean until(long nanos) throws InterruptedException;
  }

  private Pausing() {}

  /** Whether the thread ended in time. */
  static boolean join(Thread thread, Duration limit) {
    return waits(limit, nanos -> thread.join(Duration.ofNanos(nanos)));
  }

  /** Whether the future was completed in time, somehow. */
  static boolean await(CompletableFuture<?> future, Duration limit) {
    return waits(
        limit,
        nanos -> {
          try {
            future.get(nanos, TimeUnit.NANOSECONDS);
          } catch (TimeoutException e) {
            return false;
          } catch (ExecutionException e) {
            return true; // done is what was asked for
          }
          return true;
        });
  }

  private static boolean waits(Duration limit, Wait wait) {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.until(Math.max(1, end - System.nanoTime()));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
