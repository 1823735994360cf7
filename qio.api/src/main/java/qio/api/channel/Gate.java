package qio.api.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The door to one direction of a channel: one thread at a time is inside, and after it was shut
 * nobody enters.
 *
 * <pre>
 *   FREE --enter--&gt; HELD --leave--&gt; FREE
 *   FREE --shut---&gt; SHUT            (nobody was inside)
 *   HELD --shut---&gt; LEAVING --leave--&gt; SHUT
 * </pre>
 */
final class Gate {

  enum State {
    FREE,
    HELD,
    LEAVING,
    SHUT
  }

  private static final VarHandle STATE = Handles.of(MethodHandles.lookup(), "state", State.class);

  private volatile State state = State.FREE;

  /**
   * Plain on purpose: a thread only ever asks whether it is itself inside, and it sees its own
   * writes.
   */
  private @Nullable Thread inside;

  /** Goes in if nobody is inside and the gate is not shut. */
  boolean enter() {
    if (!STATE.compareAndSet(this, State.FREE, State.HELD)) {
      return false;
    }
    inside = Thread.currentThread();
    return true;
  }

  /**
   * Goes out; true if the gate was shut meanwhile, so that now nobody will ever be inside again.
   */
  boolean leave() {
    inside = null;
    if (STATE.compareAndSet(this, State.HELD, State.FREE)) {
      return false;
    }
    state = State.SHUT;
    return true;
  }

  /** Shuts the gate; true if nobody was inside. Called once. */
  boolean shut() {
    if (STATE.compareAndSet(this, State.FREE, State.SHUT)) {
      return true;
    }
    if (STATE.compareAndSet(this, State.HELD, State.LEAVING)) {
      return false;
    }
    return shut();
  }

  boolean isShut() {
    State now = state;
    return now == State.LEAVING || now == State.SHUT;
  }

  boolean isHeldByCaller() {
    return inside == Thread.currentThread();
  }
}
