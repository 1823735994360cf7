package qio.api.aio;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One listener that waits on one pollable in one loop. Made by {@link AioContext#watch}.
 *
 * <p>The listener is called by the thread that runs the loop, never by two threads at once and
 * never from within itself: while it runs, a nested poll passes it over.
 *
 * <pre>
 *   IDLE --ready--&gt; RUNNING --returns--&gt; IDLE
 *    |                 |
 *    close             close (which waits, unless it is called from within the loop)
 *    v                 v
 *   REMOVED &lt;------ REMOVING
 *           returns
 * </pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class AioWatch extends ReadyEntry implements AutoCloseable {

  private final WatchRegistry registry;
  private final WatchedPollable source;
  private final ReadinessListener listener;
  private final AtomicReference<WatchState> state = new AtomicReference<>(WatchState.IDLE);
  private volatile int interest; // written under the registry's lock
  private boolean muffled; // written under the registry's lock by the thread that runs the loop
  private int pending; // confined to the thread that runs the loop
  private boolean queued; // confined to the thread that runs the loop

  AioWatch(
      WatchRegistry registry,
      WatchedPollable source,
      int interest,
      int priority,
      ReadinessListener listener) {
    super(priority);
    this.registry = registry;
    this.source = source;
    this.interest = interest;
    this.listener = listener;
  }

  /**
   * Replaces what the listener waits for. It holds from the next turn on, and for a wait that is
   * under way. Does nothing after the watch was removed or its loop closed.
   *
   * @param interest bits of {@link Readiness}; {@link Readiness#NONE} leaves errors and hang-ups
   * @throws IllegalArgumentException if other bits are set
   * @throws IOException if the operating system refuses, because the descriptor is closed for
   *     instance
   */
  public void interest(int interest) throws IOException {
    registry.interest(this, Readiness.check(interest));
  }

  /**
   * Removes the watch. After it returns the listener is not running and is never called again; the
   * owner of the descriptor may close it. The one exception is a call from within the loop, from
   * the listener itself or from something that it called: there the call under way is the last, and
   * this method does not wait for it. Removing again does nothing.
   *
   * <p>From any other thread this waits until a call of the listener that is under way returns: do
   * not call it while holding what the listener waits for.
   */
  @Override
  public void close() {
    registry.remove(this);
  }

  WatchedPollable source() {
    return source;
  }

  /** What the poller must look for on behalf of this watch. Called under the registry's lock. */
  int effectiveInterest() {
    return muffled ? Readiness.NONE : interest;
  }

  /** Called under the registry's lock. */
  void setInterest(int interest) {
    this.interest = interest;
  }

  /** Called under the registry's lock by the thread that runs the loop. */
  void setMuffled(boolean muffled) {
    this.muffled = muffled;
  }

  boolean isRemoved() {
    WatchState now = state.get();
    return now == WatchState.REMOVING || now == WatchState.REMOVED;
  }

  boolean isSettled() {
    return state.get() == WatchState.REMOVED;
  }

  /** Lets no further call begin. Called under the registry's lock. */
  void markRemoved() {
    // The lock does not stop the loop: between the two attempts a call may begin or return.
    while (!isRemoved()
        && !state.compareAndSet(WatchState.IDLE, WatchState.REMOVED)
        && !state.compareAndSet(WatchState.RUNNING, WatchState.REMOVING)) {
      Thread.onSpinWait();
    }
  }

  /** The last call has returned. Called under the registry's lock. */
  void markSettled() {
    state.set(WatchState.REMOVED);
  }

  /** Notes what the poller has found, to be told in this turn. */
  void found(int ready) {
    if (concerned(ready) == Readiness.NONE) {
      return;
    }
    pending |= ready;
    if (!queued) {
      queued = true;
      registry.enqueue(this);
    }
  }

  private int concerned(int ready) {
    return ready & (interest | Readiness.ERROR | Readiness.HANG_UP);
  }

  @Override
  boolean dispatch(LoopFaults faults) {
    int told = concerned(pending);
    pending = Readiness.NONE;
    queued = false;
    return told != Readiness.NONE && deliver(told, faults);
  }

  /**
   * Calls the listener, unless it is removed or is running further up the stack. Called by the
   * thread that runs the loop. Answers whether it was called.
   */
  private boolean deliver(int ready, LoopFaults faults) {
    if (!state.compareAndSet(WatchState.IDLE, WatchState.RUNNING)) {
      if (state.get() == WatchState.RUNNING && !muffled) {
        registry.muffle(this, true);
      }
      return false;
    }
    LoopHandlerEvent event = registry.recorder().beginHandler();
    try {
      listener.ready(ready);
    } catch (Throwable fault) {
      faults.report("handler of " + source.pollable(), listener, fault);
    } finally {
      settle();
    }
    registry.recorder().end(event, "watch", this);
    return true;
  }

  /** Tells the listener that its loop is gone. Called by the thread that takes the loop down. */
  void deliverLoopClosed(LoopFaults faults) {
    if (!state.compareAndSet(WatchState.IDLE, WatchState.RUNNING)) {
      return;
    }
    try {
      listener.loopClosed();
    } catch (Throwable fault) {
      faults.report("handler of " + source.pollable(), listener, fault);
    } finally {
      registry.settle(this);
    }
  }

  private void settle() {
    if (!state.compareAndSet(WatchState.RUNNING, WatchState.IDLE)) {
      registry.settle(this);
    } else if (muffled) {
      registry.muffle(this, false);
    }
  }

  @Override
  public String toString() {
    return "watch of %s by %s".formatted(source.pollable(), listener);
  }
}
