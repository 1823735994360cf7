package qio.api.aio;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * A one-shot timer of a loop, to be armed again as often as wanted: the header's {@code QEMUTimer}.
 * Made by {@link AioContext#timer} or {@link AioContext#schedule}. Arming and disarming take time
 * that grows with the logarithm of the number of armed timers, and allocate nothing, so a timer for
 * every connection is cheap.
 *
 * <p>Time is that of {@link System#nanoTime}: setting the machine's clock changes nothing. A timer
 * never runs early. How late it runs depends on the poller (the selector counts whole milliseconds)
 * and on how long the loop's handlers take. Timers due in one turn run in the order of their
 * deadlines, those of one deadline in the order in which they were armed.
 *
 * <p>All methods may be called from any thread.
 */
public final class AioTimer {

  /** The longest delay: 146 years, so that the difference of two deadlines never overflows. */
  private static final long FOREVER = Long.MAX_VALUE / 2;

  static final int NOT_IN_HEAP = -1;

  private final AioContext loop;
  private final TimerHeap heap;
  private final Runnable task;

  long deadline; // guarded by the heap's lock
  long sequence; // guarded by the heap's lock
  int index = NOT_IN_HEAP; // guarded by the heap's lock

  AioTimer(AioContext loop, TimerHeap heap, Runnable task) {
    this.loop = loop;
    this.heap = heap;
    this.task = task;
  }

  /**
   * Has the loop run the task once when the delay has passed. A timer that is armed is moved.
   *
   * @param delay from now; a negative one counts as zero, one beyond 146 years as that
   * @throws RejectedExecutionException if the loop is closed
   */
  public void arm(Duration delay) {
    armNanos(nanos(delay));
  }

  /**
   * Has the loop run the task once when the delay has passed. A timer that is armed is moved.
   *
   * @param delay from now, in nanoseconds; a negative one counts as zero
   * @throws RejectedExecutionException if the loop is closed
   */
  public void armNanos(long delay) {
    loop.requireOpen();
    long bounded = Math.clamp(delay, 0, FOREVER);
    if (heap.arm(this, System.nanoTime() + bounded)) {
      loop.hurry();
    }
  }

  /**
   * Takes the arming back, if the task has not begun. Does not wait for one that has.
   *
   * @return true if a run was prevented
   */
  public boolean disarm() {
    return heap.disarm(this);
  }

  /**
   * Whether a run is due.
   *
   * @return true between arming and the beginning of the run
   */
  public boolean isArmed() {
    return heap.isArmed(this);
  }

  /** A duration in nanoseconds, the longest possible one if it has more of them than fit. */
  static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? 0 : FOREVER;
    }
  }

  void run(LoopFaults faults) {
    LoopHandlerEvent event = loop.recorder().beginHandler();
    try {
      task.run();
    } catch (Throwable fault) {
      faults.report("timer", task, fault);
    }
    loop.recorder().end(event, "timer", task);
  }
}
