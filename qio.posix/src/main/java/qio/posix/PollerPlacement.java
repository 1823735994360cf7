package qio.posix;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

  private static final Logger LOG = System.getLogger("qio.posix");

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
    return wanted(System.getProperty(PROPERTY, ""));
  }

  static PollerPlacement wanted(String property) {
    String wish = property.strip().toUpperCase(Locale.ROOT);
    for (PollerPlacement each : values()) {
      if (each.name().equals(wish)) {
        return each;
      }
    }
    PollerPlacement chosen = running(SpareCarrier.carriers()) >= LEAST_RUNNING ? CARRIER : THREAD;
    if (!wish.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "{0}={1} is neither \"carrier\" nor \"thread\"; the poller of virtual threads runs as"
              + " {2}",
          PROPERTY,
          property,
          chosen);
    }
    return chosen;
  }

  private static int running(int carriers) {
    return Math.min(carriers, Integer.getInteger(MIN_RUNNABLE, carriers / 2));
  }
}
