package qio.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@link Scenario#IDLE_HEAP}: what the heap has grown by, divided by the connections. */
final class IdleHeap {

  /** As many come first, for what is loaded and allocated once. */
  private static final int FIRST = 8;

  /** Two collections that leave the same but for so much have left nothing for a third. */
  private static final long SAME = 4096;

  private static final int MOST_COLLECTIONS = 20;

  private static final int FEWEST_COLLECTIONS = 3;

  /** Time for the threads that clean up after a collection. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private IdleHeap() {}

  /** Bytes of one connection. */
  static double measure(Contender contender, Setting setting) throws IOException {
    try (Hall hall = contender.hall(setting)) {
      hall.fill(setting.transport(), FIRST);
      long before = used();
      hall.fill(setting.transport(), setting.idle());
      long after = used();
      return (double) (after - before) / setting.idle();
    } finally {
      Crowd.leave();
    }
  }

  /** What is used when collections find nothing more to take. */
  private static long used() {
    long before = Long.MAX_VALUE;
    long now = afterCollection();
    for (int i = 1; i < MOST_COLLECTIONS; i++) {
      if (i >= FEWEST_COLLECTIONS && before - now <= SAME) {
        break;
      }
      LockSupport.parkNanos(PAUSE);
      before = now;
      now = afterCollection();
    }
    return now;
  }

  private static long afterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
