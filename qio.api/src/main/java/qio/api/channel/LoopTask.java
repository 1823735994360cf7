package qio.api.channel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import qio.api.aio.AioContext;
import qio.api.aio.BottomHalf;

/**
 * A bottom half that can be ended for good, as watches and handlers are: after {@link #close} it is
 * not running and never runs again. For providers whose channels have nothing a poller could wait
 * on.
 *
 * <pre>
 *   IDLE --runs--&gt; RUNNING --returns--&gt; IDLE
 *    | close         | close
 *    v               v
 *   ENDED &lt;--returns-- ENDING
 * </pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class LoopTask implements AutoCloseable {

  private enum State {
    IDLE,
    RUNNING,
    ENDING,
    ENDED
  }

  private final AioContext context;
  private final Runnable task;
  private final BottomHalf bottomHalf;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A run was due while the task was running, further up the stack; confined to the loop's thread.
   */
  private boolean missed;

  /**
   * Makes a task that is not scheduled.
   *
   * @param context the loop that runs it
   * @param task what to run; never by two threads at once, and never from within itself
   */
  public LoopTask(AioContext context, Runnable task) {
    this(context, task, task);
  }

  /** The same by the name of somebody else in logs and recordings. */
  LoopTask(AioContext context, Runnable task, Object owner) {
    this.context = context;
    this.task = task;
    this.bottomHalf = context.bottomHalf(new Run(owner));
  }

  /** What the loop runs. */
  private final class Run implements Runnable {

    private final Object owner;

    Run(Object owner) {
      this.owner = owner;
    }

    @Override
    public void run() {
      LoopTask.this.run();
    }

    @Override
    public String toString() {
      return owner.toString();
    }
  }

  /**
   * Makes a task that is not scheduled and that runs among the handlers of a turn: what a watch
   * looks with, so that its priority counts beside those of watches on descriptors.
   *
   * @param context the loop that runs it
   * @param task what to run; never by two threads at once, and never from within itself
   * @param priority lower first
   */
  public LoopTask(AioContext context, Runnable task, int priority) {
    this(context, task, priority, task);
  }

  /** The same by the name of somebody else in logs and recordings. */
  LoopTask(AioContext context, Runnable task, int priority, Object owner) {
    this.context = context;
    this.task = task;
    this.bottomHalf = context.bottomHalf(new Run(owner), priority);
  }

  /**
   * Has the loop run the task soon; many calls may count as one. Does nothing once it or its loop
   * was closed.
   */
  public void schedule() {
    if (isEnding()) {
      return;
    }
    try {
      bottomHalf.schedule();
    } catch (RejectedExecutionException e) {
      // The loop is gone, and with it whoever would have been told; its watches have learnt of that
      // from the loop.
    }
  }

  private void run() {
    if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
      missed = state.get() == State.RUNNING;
      return;
    }
    try {
      task.run();
    } finally {
      if (!state.compareAndSet(State.RUNNING, State.IDLE)) {
        state.set(State.ENDED);
        ended.countDown();
      } else if (missed) {
        missed = false;
        schedule();
      }
    }
  }

  /**
   * Ends the task. Waits for a run in progress, unless the caller is in it. Closing again does
   * nothing.
   */
  @Override
  public void close() {
    bottomHalf.cancel();
    while (!isEnding()) {
      if (state.compareAndSet(State.IDLE, State.ENDED)) {
        ended.countDown();
      } else {
        state.compareAndSet(State.RUNNING, State.ENDING);
      }
    }
    if (!context.inLoop()) {
      awaitEnd();
    }
  }

  private boolean isEnding() {
    State now = state.get();
    return now == State.ENDING || now == State.ENDED;
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (ended.getCount() > 0) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        interrupted = true; // told to the caller afterwards: what was promised comes first
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
