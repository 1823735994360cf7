package qio.posix;

import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import qio.posix.libc.SignalSymbols;

/**
 * What a platform thread waits with inside a system call, {@code recv} for instance: a signal ends
 * the call from outside. It is used like this:
 *
 * <pre>{@code
 * InterruptibleCall call = socket.enterCall(Readiness.READ); // null: it cannot wait like this
 * try {
 *   while (n == -EINTR && call.goesOn()) {
 *     n = recv(...); // without MSG_DONTWAIT
 *   }
 * } finally {
 *   call.leave();
 * }
 * }</pre>
 *
 * <p>A signal that arrives before the thread has entered the kernel ends nothing, so whoever wakes
 * sends it again until the thread has come out. And a thread must not be sent a signal when it has
 * ended, since its identity may be somebody else's by then: so a thread does not come out while one
 * is being sent to it. Both are in one word:
 *
 * <pre>
 *            enter                    leave
 *   OUTSIDE -------&gt; INSIDE ------------------------&gt; OUTSIDE of the next turn
 *                    |    ^
 *             wakeup |    | the signal is sent
 *                    v    |
 *                  SIGNALLED: leave waits for that
 * </pre>
 *
 * <p>The waiting thread says INSIDE first and then looks whether it was woken already; a waker
 * leaves word first and then looks for INSIDE. Both are volatile, so one of the two sees the other.
 * A waker who is late may end the thread's next call, in another channel, for no reason.
 */
final class InterruptibleCall extends SelectorOfNothing {

  /** The bit of {@link #turns} that says that a signal is being sent; odd is INSIDE. */
  private static final int SIGNALLED = 1 << 31;

  private static final int SPINS = 64;
  private static final long SHORTEST_PAUSE_NANOS = 10_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000;

  /** For half a minute: who has not come out by then does not get the signal. */
  private static final int MOST_TRIES = 30_000;

  /** The one of each platform thread that has waited like this: it is in one call at a time. */
  private static final ThreadLocal<InterruptibleCall> OF_THREAD = new ThreadLocal<>();

  private final WakeSignal signal;

  /** Whose it is in the operating system. */
  private final long osThread;

  /** Whether the signal reaches the thread: whoever started the process may hold it back. */
  private final boolean reachable;

  /** How often the thread came in or went out, and {@link #SIGNALLED}. */
  private final AtomicInteger turns = new AtomicInteger();

  private volatile boolean woken;

  /** What the call is made in and where its thread waits; of use between enter and leave only. */
  private @Nullable CountedNumber descriptor;

  private @Nullable WaitPlace place;

  private InterruptibleCall(WakeSignal signal) {
    this.signal = signal;
    this.osThread = SignalSymbols.pthreadSelf();
    this.reachable = signal.reachesCaller();
  }

  /** The one of the calling thread; null if it is a virtual one, or cannot wait like this. */
  static @Nullable InterruptibleCall ofThread() {
    if (Thread.currentThread().isVirtual()) {
      return null;
    }
    InterruptibleCall known = OF_THREAD.get();
    if (known == null) {
      WakeSignal signal = WakeSignal.ofProcess();
      if (signal == null) {
        return null;
      }
      known = new InterruptibleCall(signal);
      OF_THREAD.set(known);
    }
    return known.reachable ? known : null;
  }

  /**
   * The calling thread is about to make the call; from now on it can be woken, here and at the
   * place.
   *
   * @param number what the call is made in, in use
   * @param where the place where others look for who waits
   * @return false if another thread has the place
   */
  boolean enter(CountedNumber number, WaitPlace where) {
    if (!where.take()) {
      return false;
    }
    descriptor = number;
    place = where;
    where.forget();
    where.call(this);
    woken = false;
    begin(); // on an interrupted thread this calls wakeup at once
    turns.incrementAndGet();
    return true;
  }

  /** Whether the thread that has entered may make the call, or make it again: nobody woke it. */
  boolean goesOn() {
    WaitPlace where = place;
    CountedNumber number = descriptor;
    return where != null && !where.takeWoken() && !woken && number != null && number.isOpen();
  }

  /** The call has ended. */
  void leave() {
    int inside = turns.get() & ~SIGNALLED;
    while (!turns.compareAndSet(inside, (inside + 1) & ~SIGNALLED)) {
      Thread.onSpinWait();
    }
    end();
    WaitPlace left = place;
    place = null;
    descriptor = null;
    if (left != null) {
      left.leave();
    }
  }

  @Override
  public Selector wakeup() {
    woken = true;
    int now = turns.get();
    int inside = now & ~SIGNALLED;
    int sent = 0;
    while (isInside(now) && (now & ~SIGNALLED) == inside) {
      if (now == inside && turns.compareAndSet(inside, inside | SIGNALLED)) {
        signal.send(osThread);
        turns.set(inside);
        if (++sent > MOST_TRIES) {
          signal.reportUseless();
          break;
        }
        pause(sent, inside);
      } else {
        Thread.onSpinWait();
      }
      now = turns.get();
    }
    return this;
  }

  private static boolean isInside(int turn) {
    return (turn & 1) != 0;
  }

  /** Gives the thread time to come out, more of it each time. */
  private void pause(int tries, int inside) {
    for (int i = 0; i < SPINS && turns.get() == inside; i++) {
      Thread.onSpinWait();
    }
    if (turns.get() == inside) {
      LockSupport.parkNanos(
          Math.min(LONGEST_PAUSE_NANOS, SHORTEST_PAUSE_NANOS << Math.min(tries, 16)));
    }
  }

  /** Nothing is held. */
  @Override
  protected void implCloseSelector() {}
}
