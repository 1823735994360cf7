package qio.api.aio;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Reports what handlers throw. A handler that fails in every turn would fill a disk, so no more
 * than {@value #REPORTS_PER_SECOND} reports a second are written in full; the rest are counted and
 * the count is told by the first report after that second.
 *
 * <p>Called by the thread that runs the loop, one at a time.
 */
final class LoopFaults {

  private static final int REPORTS_PER_SECOND = 100;
  private static final long SECOND = 1_000_000_000L;

  private final String loop;
  private final Logger log;
  private long secondBegan; // confined to the thread that runs the loop
  private int reports; // confined to the thread that runs the loop
  private long suppressed; // confined to the thread that runs the loop

  LoopFaults(String loop, Logger log) {
    this.loop = loop;
    this.log = log;
  }

  /** Reports that something of the loop's threw; the loop goes on. Never throws itself. */
  void report(String kind, Object culprit, Throwable fault) {
    try {
      long now = System.nanoTime();
      if (reports == 0 || now - secondBegan >= SECOND) {
        secondBegan = now;
        reports = 0;
        tellSuppressed();
      }
      if (reports++ < REPORTS_PER_SECOND) {
        log.log(
            Level.ERROR,
            "loop \"%s\": the %s %s failed; the loop goes on".formatted(loop, kind, culprit),
            fault);
      } else {
        suppressed++;
      }
    } catch (Throwable unreportable) {
      // Out of memory or of stack, or a broken logger: a report of that would fail the same way,
      // and the loop's other handlers must not suffer from it.
    }
  }

  /** Reports something that is not anybody's exception. */
  void warn(String text) {
    log.log(Level.WARNING, "loop \"%s\": %s".formatted(loop, text));
  }

  /** Reports the end of the loop. */
  void died(Throwable cause) {
    try {
      log.log(Level.ERROR, "loop \"%s\" dies: waiting failed".formatted(loop), cause);
    } catch (Throwable unreportable) {
      // Those who wait learn of it in the next step, which matters more than the log.
    }
  }

  private void tellSuppressed() {
    if (suppressed > 0) {
      warn(suppressed + " more faults of handlers were not reported one by one");
      suppressed = 0;
    }
  }
}
