package qio.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.posix.libc.PollSymbols;

/**
 * Where one thread at a time waits for some readiness of a descriptor. What is known of the
 * readiness is the state:
 *
 * <pre>
 *              a transfer begins, or a wait takes the edge
 *        +---------------------------------------------------+
 *        v                                                   |
 *     UNKNOWN --a transfer or poll finds nothing--&gt; DRAINED  |
 *        |                                             |     |
 *        +------------- an edge arrives ---------------+--&gt; READY
 * </pre>
 *
 * <p>A virtual thread parks in DRAINED only. No wake-up is lost: the step to DRAINED is a
 * compare-and-set from UNKNOWN made after the system call that found nothing, and of the count of
 * edges that it began with: another thread may take an edge away again by beginning a transfer.
 * Whatever arrives after that system call makes the kernel queue an edge for the poller thread (the
 * descriptor is registered, or its registration tells what is there already). If the poller thread
 * delivers it before the step, the step fails; if after, it turns DRAINED into READY and unparks.
 * An edge that was on its way for bytes that are taken out already makes one wait return for
 * nothing, which is allowed.
 *
 * <p>{@link #woken} is apart from that: somebody wants the thread to look up, whatever the
 * descriptor does.
 *
 * <p>The waiting thread first publishes itself as the sleeper and then looks at state and woken;
 * the others set these first and look for a sleeper then. All of them are volatile, so one of the
 * two sees the other.
 */
final class WaitPlace {

  /** What is known of the readiness since the last transfer began. */
  enum Knowledge {
    /** Nothing. */
    UNKNOWN(0),
    /** A system call found the descriptor not ready, and no edge has come since. */
    DRAINED(1),
    /** An edge has come. */
    READY(2);

    private final int code;

    Knowledge(int code) {
      this.code = code;
    }

    private static Knowledge of(int word) {
      return switch (word & MASK) {
        case 0 -> UNKNOWN;
        case 1 -> DRAINED;
        default -> READY;
      };
    }

    boolean isIn(int word) {
      return (word & MASK) == code;
    }

    /** The word with this instead of what was known. */
    int into(int word) {
      return (word & ~MASK) | code;
    }
  }

  /** The bits of {@link #known} that say what is known; the others count. */
  private static final int MASK = 3;

  private static final int EDGE = MASK + 1;

  /** After one of these a read that found less than it asked for does not say that all is read. */
  private static final int SPECIAL =
      PollSymbols.EPOLLRDHUP | Readiness.HANG_UP | Readiness.ERROR | Readiness.PRIORITY;

  /** The bits of {@link Readiness} that are waited for here. */
  private final int readiness;

  /** The events that end a wait here. */
  private final int events;

  private final AtomicBoolean taken = new AtomicBoolean();

  /** How many edges have come, times four, and the code of what is known. */
  private final AtomicInteger known = new AtomicInteger();

  private final AtomicBoolean woken = new AtomicBoolean();

  /** Whether one of {@link #SPECIAL} was ever told; set before {@link #known}. */
  private volatile boolean special;

  /** Who waits: written by the thread that has taken the place, read by those who wake it. */
  private volatile @Nullable Thread parked;

  /** The same for a thread in a native wait. */
  private volatile @Nullable NativeWait polling;

  /** The same for a thread that waits inside a call which moves bytes. */
  private volatile @Nullable InterruptibleCall calling;

  /**
   * What the next platform thread waits with. Touched by a thread that has taken the place and is
   * using the descriptor, and by the release of the descriptor, which comes when nobody is.
   */
  private @Nullable NativeWait kept;

  WaitPlace(int readiness) {
    this.readiness = readiness;
    int hangUp = (readiness & Readiness.READ) != 0 ? PollSymbols.EPOLLRDHUP : 0;
    this.events = readiness | hangUp | Readiness.ERROR | Readiness.HANG_UP;
  }

  /** Takes the place for the calling thread unless another has it. */
  boolean take() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  void leave() {
    parked = null;
    polling = null;
    calling = null;
    taken.set(false);
  }

  boolean isFor(int bits) {
    return readiness == bits;
  }

  void park(Thread thread) {
    parked = thread;
  }

  boolean hasVirtualWaiter() {
    return parked != null;
  }

  /**
   * Waits in the operating system.
   *
   * @param fd the descriptor, in use
   * @return false if the time was up
   */
  boolean poll(int fd, long timeoutNanos, boolean keep) throws IOException {
    NativeWait wait = kept != null ? kept : new NativeWait();
    if (keep && kept == null && wait.keep()) {
      kept = wait;
    }
    try {
      polling = wait;
      boolean ended = takeWoken() || wait.await(fd, readiness, timeoutNanos);
      return takeWoken() || ended; // what woke this wait must not end the next one too
    } finally {
      polling = null;
      if (kept == null) {
        wait.close();
      }
    }
  }

  /** The thread that has taken the place waits with this inside a system call. */
  void call(InterruptibleCall call) {
    calling = call;
  }

  /** Closes what is kept: the descriptor's number is about to be freed. */
  void release() {
    NativeWait wait = kept;
    if (wait != null) {
      kept = null;
      try {
        wait.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  // ---- what is known

  /**
   * A transfer begins: what was known is of no use.
   *
   * @return how many edges have come by now
   */
  int forget() {
    int now = known.get();
    while (!Knowledge.UNKNOWN.isIn(now)) {
      int seen = known.compareAndExchange(now, Knowledge.UNKNOWN.into(now));
      if (seen == now) {
        break;
      }
      now = seen;
    }
    return now >>> 2;
  }

  /** How many edges have come. */
  int edges() {
    return known.get() >>> 2;
  }

  /**
   * A system call found nothing.
   *
   * @param seen how many edges had come before the call: if there is another, it may have been for
   *     what came after the call, even if somebody has taken it since
   */
  void drained(int seen) {
    int before = seen << 2;
    known.compareAndSet(Knowledge.UNKNOWN.into(before), Knowledge.DRAINED.into(before));
  }

  /**
   * A system call found less than it asked for, so it has left nothing, unless something has ended
   * or stands apart: after the end of the stream, or with urgent data in it, the kernel may say
   * nothing new about what is still there.
   *
   * @param seen as for {@link #drained}
   */
  void foundLess(int seen) {
    if (!isSpecial()) {
      drained(seen);
    }
  }

  /** Whether a short read says nothing here any more. */
  boolean isSpecial() {
    return special;
  }

  Knowledge knowledge() {
    return Knowledge.of(known.get());
  }

  /** Takes the edge if one has come. */
  boolean takeEdge() {
    int now = known.get();
    return Knowledge.READY.isIn(now) && known.compareAndSet(now, Knowledge.UNKNOWN.into(now));
  }

  /** Takes the wake-up if there was one. */
  boolean takeWoken() {
    return woken.get() && woken.compareAndSet(true, false);
  }

  // ---- waking

  /** Told by the poller. */
  void edge(int happened) {
    if ((happened & SPECIAL) != 0) {
      special = true;
    }
    if ((happened & events) != 0) {
      known.updateAndGet(now -> Knowledge.READY.into(now + EDGE));
      LockSupport.unpark(parked);
    }
  }

  /** Ends the wait here, or the next one, if it is for any of these bits. */
  void wake(int bits) {
    if ((readiness & bits) != 0) {
      wake();
    }
  }

  /** Ends the wait here, or the next one. */
  void wake() {
    woken.set(true);
    LockSupport.unpark(parked);
    NativeWait wait = polling;
    if (wait != null) {
      wait.wakeup();
    }
    InterruptibleCall inside = calling;
    if (inside != null) {
      inside.wakeup();
    }
  }
}
