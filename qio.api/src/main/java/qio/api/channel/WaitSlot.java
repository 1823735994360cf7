package qio.api.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The place in which the one thread that waits for a direction of a channel sleeps.
 *
 * <pre>
 *   FREE --claim--&gt; WAITING --signal--&gt; READY | MOVED --release--&gt; FREE
 *                                    MOVED --rearm--&gt; WAITING
 * </pre>
 *
 * A signal that comes before the thread parks is kept in the state, so it cannot be lost.
 */
final class WaitSlot {

  enum State {
    /** Nobody waits. */
    FREE,
    /** A thread waits, or is about to. */
    WAITING,
    /** It has been told to look again. */
    READY,
    /** The channel went to another context: wait again, there. */
    MOVED
  }

  private static final VarHandle STATE = Handles.of(MethodHandles.lookup(), "state", State.class);

  private final ChannelLife channel;
  private final String role;
  private volatile State state = State.FREE;

  private volatile @Nullable Thread waiter;

  /**
   * Makes a slot that is free.
   *
   * @param channel whose it is
   * @param role what the one who sleeps here does: the word for it in logs and debuggers
   */
  WaitSlot(ChannelLife channel, String role) {
    this.channel = channel;
    this.role = role;
  }

  /** Takes the slot for the calling thread, unless another thread has it. */
  boolean claim() {
    if (!STATE.compareAndSet(this, State.FREE, State.WAITING)) {
      return false;
    }
    waiter = Thread.currentThread();
    return true;
  }

  void release() {
    waiter = null;
    state = State.FREE;
  }

  /** Wakes the thread in the slot, if there is one. READY outlives a MOVED that came before it. */
  void signal(State why) {
    if (STATE.compareAndSet(this, State.WAITING, why)
        || (why == State.READY && STATE.compareAndSet(this, State.MOVED, why))) {
      LockSupport.unpark(waiter);
    }
  }

  /** Whether the calling thread has the slot and was signalled. */
  boolean callerWasWoken() {
    return waiter == Thread.currentThread() && state != State.WAITING;
  }

  State state() {
    return state;
  }

  /**
   * Whether the owner was woken only because the channel moved; if so it is waiting again
   * afterwards.
   */
  boolean rearmIfMoved() {
    return STATE.compareAndSet(this, State.MOVED, State.WAITING);
  }

  /** Who sleeps here, as a part of a sentence; empty if nobody does. */
  String sleeper() {
    Thread asleep = waiter;
    return asleep == null ? "" : ", %s asleep: thread \"%s\"".formatted(role, nameOf(asleep));
  }

  private static String nameOf(Thread thread) {
    return thread.getName().isEmpty() ? thread.toString() : thread.getName();
  }

  /** The blocker of the thread that is parked here: what it does, and to which channel. */
  @Override
  public String toString() {
    return role + " of " + channel.addressText();
  }

  /**
   * Parks the owner of the slot until it is signalled, interrupted, or the time is up.
   *
   * @param deadline a {@link System#nanoTime} value, or {@link Deadline#NONE}
   * @return false if the time was up
   */
  boolean park(long deadline) {
    while (state == State.WAITING && !Thread.currentThread().isInterrupted()) {
      if (deadline == Deadline.NONE) {
        LockSupport.park(this);
        continue;
      }
      long left = Deadline.remaining(deadline);
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }
}
