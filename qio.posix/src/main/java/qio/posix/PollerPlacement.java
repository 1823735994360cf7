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

  /** The one that is wished for; on the carriers unless somebody says otherwise. */
  static PollerPlacement wanted() {
    String name = System.getProperty(PROPERTY, "").strip().toUpperCase(Locale.ROOT);
    return name.equals(THREAD.name()) ? THREAD : CARRIER;
  }
}
