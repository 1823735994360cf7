package qio.posix;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * One carrier more for the virtual threads of this process than they had before, for a virtual
 * thread that occupies one: the others have as many as if it were not there.
 */
final class SpareCarrier {

  private static final Logger LOG = System.getLogger("qio.posix");

  private final VirtualThreadSchedulerMXBean scheduler;

  private SpareCarrier(VirtualThreadSchedulerMXBean scheduler) {
    this.scheduler = scheduler;
  }

  /** How many carriers there are; 0 if this process cannot be asked. */
  static int carriers() {
    try {
      return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
          .getParallelism();
    } catch (LinkageError e) { // module jdk.management is not there: take() says what that means
      return 0;
    }
  }

  /** Adds a carrier; empty if this process cannot have one. */
  static Optional<SpareCarrier> take() {
    try {
      return take(ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class));
    } catch (LinkageError e) { // module jdk.management is not there
      LOG.log(
          Level.DEBUG,
          "virtual threads are woken by a platform thread; --add-modules jdk.management makes it"
              + " faster",
          e);
      return Optional.empty();
    }
  }

  static Optional<SpareCarrier> take(VirtualThreadSchedulerMXBean scheduler) {
    try {
      synchronized (SpareCarrier.class) {
        scheduler.setParallelism(scheduler.getParallelism() + 1);
      }
      return Optional.of(new SpareCarrier(scheduler));
    } catch (IllegalArgumentException | UnsupportedOperationException | SecurityException e) {
      LOG.log(Level.DEBUG, "the scheduler of virtual threads takes no carrier more", e);
      return Optional.empty();
    }
  }

  /** Takes the carrier away again; called once. Whatever others have set meanwhile is respected. */
  void giveBack() {
    synchronized (SpareCarrier.class) {
      scheduler.setParallelism(Math.max(1, scheduler.getParallelism() - 1));
    }
  }
}
