package qio.bench;

import java.io.IOException;

/** {@link Scenario#IDLE_HEAP}: what the heap has grown by, divided by the connections. */
final class IdleHeap {

  /** As many come first, for what is loaded and allocated once. */
  private static final int FIRST = 8;

  /** A collection may leave what the next one takes: finalized, cleaned and weakly held objects. */
  private static final int COLLECTIONS = 3;

  private IdleHeap() {}

  /** Bytes of one connection. */
  static double measure(Contender contender, Setting setting) throws IOException {
    try (Hall hall = contender.hall(setting)) {
      Crowd.come(hall.port(), FIRST, hall::accept);
      long before = used();
      Crowd.come(hall.port(), setting.idle(), hall::accept);
      long after = used();
      return (double) (after - before) / setting.idle();
    } finally {
      Crowd.leave();
    }
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
