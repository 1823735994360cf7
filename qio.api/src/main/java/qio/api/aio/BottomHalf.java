package qio.api.aio;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task that a loop runs once, soon, each time it was scheduled: the header's {@code QEMUBH}. Made
 * by {@link AioContext#bottomHalf}, and made to be scheduled again and again: scheduling takes no
 * lock and allocates nothing. A turn runs it after its handlers, in the order of scheduling, or
 * among them if it was made with a priority.
 *
 * <p>A bottom half is its own link in the loop's queue:
 *
 * <pre>
 *              schedule                      cancel
 *   RESTING ------------&gt; SCHEDULED(_IDLE) ---------&gt; CANCELLED
 *      ^                       |      ^                 |    |
 *      |       the loop runs it|      +--- schedule ----+    |
 *      +-----------------------+                             |
 *      +---------------- the loop takes it out --------------+
 * </pre>
 *
 * <p>It leaves the queue before its task begins: a task may schedule its own bottom half, which
 * then runs again in the next turn, or in a nested poll.
 *
 * <p>All methods may be called from any thread.
 */
public final class BottomHalf extends ReadyEntry {

  private final AioContext loop;
  private final Runnable task;
  private final boolean ranked;
  private final AtomicReference<BottomHalfState> state =
      new AtomicReference<>(BottomHalfState.RESTING);

  /** The next one in the queue; belongs to whoever holds this link, see {@link BottomHalfQueue}. */
  @Nullable BottomHalf next;

  /** How many are in the stack of arrivals up to this one; written by whoever pushes it. */
  int depth;

  /** The place in the loop's order; confined to the thread that runs the loop. */
  long place;

  private BottomHalf(AioContext loop, Runnable task, boolean ranked, int priority) {
    super(priority);
    this.ranked = ranked;
    this.loop = loop;
    this.task = task;
  }

  /** One that runs after the handlers. */
  static BottomHalf after(AioContext loop, Runnable task) {
    return new BottomHalf(loop, task, false, AioContext.DEFAULT_PRIORITY);
  }

  /** One that runs among the handlers. */
  static BottomHalf among(AioContext loop, Runnable task, int priority) {
    return new BottomHalf(loop, task, true, priority);
  }

  /** Whether it runs among the handlers. */
  boolean isRanked() {
    return ranked;
  }

  @Override
  boolean dispatch(LoopFaults faults) {
    return runIfDue(faults);
  }

  /**
   * Has the loop run the task once, in its next turn, after everything that was scheduled before
   * (of one made with a priority: of the same priority). Scheduled again before it ran, it still
   * runs once; what the scheduling thread did before the call is visible to that run. Wakes the
   * loop. One that was cancelled and is scheduled again before the loop came by keeps its first
   * place in the order.
   *
   * @throws RejectedExecutionException if the loop is closed
   */
  public void schedule() {
    loop.requireOpen();
    // An exchange even if it is scheduled already: it orders the caller's writes before the run.
    BottomHalfState before = state.getAndSet(BottomHalfState.SCHEDULED);
    if (before == BottomHalfState.RESTING) {
      loop.enqueue(this);
    } else if (before != BottomHalfState.SCHEDULED) {
      loop.hurry();
    }
  }

  /**
   * Has the loop run the task once, but without hurry: a turn that has nothing else to do may first
   * wait up to 10 ms for something, and running it does not count as progress of {@link
   * AioContext#poll}. Does nothing if it is scheduled in either way.
   *
   * @throws RejectedExecutionException if the loop is closed
   */
  public void scheduleIdle() {
    loop.requireOpen();
    while (true) {
      BottomHalfState now = state.get();
      BottomHalfState then =
          now == BottomHalfState.SCHEDULED ? now : BottomHalfState.SCHEDULED_IDLE;
      // Exchanged even if nothing changes, for the same reason as in schedule().
      if (state.compareAndSet(now, then)) {
        if (now == BottomHalfState.RESTING) {
          loop.enqueue(this);
        }
        return;
      }
    }
  }

  /**
   * Takes the scheduling back, if the task has not begun. Does not wait for one that has.
   *
   * @return true if a run was prevented
   */
  public boolean cancel() {
    while (isScheduled()) {
      BottomHalfState now = state.get();
      if (isDue(now) && state.compareAndSet(now, BottomHalfState.CANCELLED)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a run is due.
   *
   * @return true between scheduling and the beginning of the run
   */
  public boolean isScheduled() {
    return isDue(state.get());
  }

  private static boolean isDue(BottomHalfState state) {
    return state == BottomHalfState.SCHEDULED || state == BottomHalfState.SCHEDULED_IDLE;
  }

  /** Whether the loop must not wait before it runs this. */
  boolean isUrgent() {
    return state.get() == BottomHalfState.SCHEDULED;
  }

  /** Out of the queue without a run. */
  void release() {
    state.set(BottomHalfState.RESTING);
  }

  /**
   * Out of the queue, runs the task unless it was cancelled. Answers whether that was progress.
   * Called by the thread that runs the loop.
   */
  boolean runIfDue(LoopFaults faults) {
    // An exchange, not a write: it sees what the last of those who scheduled this had written.
    BottomHalfState before = state.getAndSet(BottomHalfState.RESTING);
    if (!isDue(before)) {
      return false;
    }
    LoopHandlerEvent event = loop.recorder().beginHandler();
    try {
      task.run();
    } catch (Throwable fault) {
      faults.report("bottom half", task, fault);
    }
    loop.recorder().end(event, "bottom half", task);
    return before == BottomHalfState.SCHEDULED;
  }
}
