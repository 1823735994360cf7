package qio.tck;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import qio.api.aio.AioContext;

/** Waits for a state, for a limited time. */
public final class Patience {

  private static final long PAUSE_NANOS = 100_000;

  private Patience() {}

  /**
   * How long a test waits for anything that must happen: 20 seconds, or as many milliseconds as the
   * system property {@code qio.tck.limit} says.
   *
   * @return the limit of a single wait
   */
  public static Duration limit() {
    return Duration.ofMillis(Long.getLong("qio.tck.limit", 20_000));
  }

  /**
   * Waits until a state is reached.
   *
   * @param complaint what to say if it is not in time
   * @param reached looks whether it is
   */
  public static void await(Supplier<String> complaint, BooleanSupplier reached) {
    long end = System.nanoTime() + Patience.limit().toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        fail(complaint.get());
      }
      pause();
    }
  }

  /** Between two looks at a state. */
  static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /**
   * Waits until a latch is open.
   *
   * @param what what it stands for
   * @param latch the latch
   * @throws InterruptedException if the thread is interrupted
   */
  public static void await(String what, CountDownLatch latch) throws InterruptedException {
    if (!latch.await(Patience.limit().toNanos(), TimeUnit.NANOSECONDS)) {
      fail(what + ": not within " + Patience.limit());
    }
  }

  /**
   * Waits until a running loop has gone round some times: whatever was ready before has been told.
   *
   * @param context a loop that a thread runs
   * @throws InterruptedException if the thread is interrupted
   * @throws IOException never
   */
  public static void turns(AioContext context) throws InterruptedException, IOException {
    for (int i = 0; i < 3; i++) {
      var turned = new CountDownLatch(1);
      context.execute(turned::countDown);
      await("a turn of the loop", turned);
    }
  }
}
