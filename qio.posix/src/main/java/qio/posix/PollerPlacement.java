package qio.posix;

import java.util.Locale;

/**
 * Where the poller runs that wakes virtual threads. The system property {@value #PROPERTY} chooses.
 */
enum PollerPlacement {
  /**
   * On the carriers, as a virtual thread which occupies one that is there for it alone. Whoever it
   * wakes can go on at once on the same carrier, without a switch to another thread of the
   * operating system.
   */
  CARRIER,
  /** On a platform thread of its own. */
  THREAD;

  static final String PROPERTY = "qio.posix.readiness-poller";

  /** How many carriers the scheduler leaves running, if not half of them. */
  private static final String MIN_RUNNABLE = "jdk.virtualThreadScheduler.minRunnable";

  /**
   * However many carriers wait in the operating system (for a file, for instance), the scheduler
   * sees to it that some run. The poller counts as one, so there must be another.
   */
  private static final int LEAST_RUNNING = 2;

  /**
   * The one that is wished for; if nobody says, on the carriers where there are so many that the
   * poller cannot be the only one that the scheduler leaves running.
   */
  static PollerPlacement wanted() {
    return switch (System.getProperty(PROPERTY, "").strip().toUpperCase(Locale.ROOT)) {
      case "CARRIER" -> CARRIER;
      case "THREAD" -> THREAD;
      default -> running(SpareCarrier.carriers()) >= LEAST_RUNNING ? CARRIER : THREAD;
    };
  }

  private static int running(int carriers) {
    return Math.min(carriers, Integer.getInteger(MIN_RUNNABLE, carriers / 2));
  }
}
