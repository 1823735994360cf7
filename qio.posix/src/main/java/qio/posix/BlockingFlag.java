package qio.posix;

import java.io.IOException;
import qio.posix.libc.CallMemory;
import qio.posix.libc.DescriptorSymbols;

/**
 * The {@code O_NONBLOCK} flag of an open file description: whether a system call may wait in it.
 * Sockets are made non-blocking. One that nobody else can see is switched when a thread first wants
 * to wait inside a call, and back for good before it is shown to others.
 *
 * <pre>
 *   OURS --a call may wait--&gt; WAITABLE --it is lent--&gt; SHOWN
 *     +------------------it is lent-----------------------^
 *   FOREIGN --a call has not waited--&gt; SHOWN
 * </pre>
 */
final class BlockingFlag {

  private enum State {
    /** Non-blocking, and ours to change. */
    OURS,
    /** Blocking, and ours to change. */
    WAITABLE,
    /** Non-blocking, and seen by others. */
    SHOWN,
    /** Somebody else's: one or the other, and never touched. */
    FOREIGN
  }

  private final int number;

  // written under the lock of this, read without
  private volatile State state;

  private BlockingFlag(int number, State state) {
    this.number = number;
    this.state = state;
  }

  /** Of a socket that this process has just made, non-blocking. */
  static BlockingFlag ours(int number) {
    return new BlockingFlag(number, State.OURS);
  }

  /** Of a description that others may share. */
  static BlockingFlag foreign(int number) {
    return new BlockingFlag(number, State.FOREIGN);
  }

  /** Whether a call in the descriptor, which is in use, may wait, as far as is known. */
  boolean letWait() throws IOException {
    State now = state;
    return now == State.WAITABLE || now == State.FOREIGN || (now == State.OURS && unset());
  }

  /** Whether {@link #letWait} would say yes of a description of ours. */
  boolean mayLetWait() {
    State now = state;
    return now == State.OURS || now == State.WAITABLE;
  }

  private synchronized boolean unset() throws IOException {
    if (state == State.OURS) {
      set(0);
      state = State.WAITABLE;
    }
    return state == State.WAITABLE;
  }

  /** A call that was to wait has not: somebody else has made the descriptor non-blocking. */
  synchronized void didNotWait() {
    if (state == State.FOREIGN) {
      state = State.SHOWN;
    }
  }

  /** Somebody else chooses from now on. */
  synchronized void leaveAlone() {
    state = State.FOREIGN;
  }

  /** Somebody else is about to see the descriptor, which is in use: non-blocking from now on. */
  void show() throws IOException {
    State now = state;
    if (now == State.OURS || now == State.WAITABLE) {
      showFirst();
    }
  }

  private synchronized void showFirst() throws IOException {
    if (state == State.WAITABLE) {
      set(DescriptorSymbols.O_NONBLOCK);
    }
    state = State.SHOWN;
  }

  private void set(int flags) throws IOException {
    try (CallMemory memory = CallMemory.take()) {
      int result =
          DescriptorSymbols.fcntl(memory.errno(), number, DescriptorSymbols.F_SETFL, flags);
      if (result < 0) {
        throw new PosixException("fcntl", -result, "fd:" + number);
      }
    }
  }

  @Override
  public String toString() {
    return state.toString();
  }
}
