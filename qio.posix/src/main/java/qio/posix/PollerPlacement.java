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

  /**
   * With fewer carriers the scheduler promises one that runs, however many of them wait in the
   * operating system (for a file, for instance), and would take the poller for that one.
   */
  static final int LEAST_CARRIERS = 4;

  /**
   * The one that is wished for; if nobody says, on the carriers where there are so many that the
   * poller cannot be the only one that the scheduler leaves running.
   */
  static PollerPlacement wanted() {
    return switch (System.getProperty(PROPERTY, "").strip().toUpperCase(Locale.ROOT)) {
      case "CARRIER" -> CARRIER;
      case "THREAD" -> THREAD;
      default -> SpareCarrier.carriers() >= LEAST_CARRIERS ? CARRIER : THREAD;
    };
  }
}
