package qio.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import qio.posix.libc.CallMemory;
import qio.posix.libc.DescriptorSymbols;

/**
 * A descriptor number and how many calls are using it.
 *
 * <pre>
 *   OPEN, n calls --close--&gt; CLOSED, n calls --the last call ends--&gt; RELEASED
 * </pre>
 *
 * <p>From CLOSED on no call begins. On the way to RELEASED, which is taken once and by one thread,
 * first whoever keeps something for this number lets go of it (a registration, native memory), then
 * {@code close(2)} frees the number.
 */
final class CountedNumber {

  /** The bit in {@link #uses} that says CLOSED; the others count. */
  private static final int CLOSED = 1 << 31;

  private final int number;
  private final BlockingFlag blockingFlag;

  /** How many calls are in flight, and {@link #CLOSED}. */
  private final AtomicInteger uses = new AtomicInteger();

  /** What messages call it; null as long as that is its number. Replaced as a whole. */
  private volatile @Nullable String where;

  // guarded by this; written once
  private volatile @Nullable DescriptorWaiter waiter;

  // guarded by this: for whom there were wake-ups before there was a waiter
  private int wokenBefore;

  // guarded by this; most descriptors that are only passed on never have any
  private List<Runnable> beforeRelease = List.of();

  // guarded by this
  private boolean released;

  CountedNumber(int number, BlockingFlag blockingFlag) {
    this.number = number;
    this.blockingFlag = blockingFlag;
  }

  int number() {
    return number;
  }

  BlockingFlag blockingFlag() {
    return blockingFlag;
  }

  /** Somebody else is about to see the descriptor. */
  void show() {
    try {
      use();
    } catch (ClosedChannelException e) {
      return; // there is nothing to see
    }
    try {
      blockingFlag.show();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the kernel has no reason to refuse that
    } finally {
      done();
    }
  }

  String where() {
    String told = where;
    return told == null ? "fd:" + number : told;
  }

  void describe(String text) {
    where = text;
  }

  boolean isOpen() {
    return uses.get() >= 0;
  }

  /** Begins a call: until {@link #done} the number is not reused. */
  int use() throws ClosedChannelException {
    int before = uses.get();
    while (before >= 0) {
      int seen = uses.compareAndExchange(before, before + 1);
      if (seen == before) {
        return number;
      }
      before = seen;
    }
    throw new ClosedChannelException();
  }

  /** Ends a call. */
  void done() {
    if (uses.decrementAndGet() == CLOSED) {
      int error = release();
      if (error != 0) {
        // Nobody is left to throw it to: the closer has gone, and the call that ends here has its
        // own result.
        log().log(Level.WARNING, failure(error).getMessage());
      }
    }
  }

  /** Forbids new calls and wakes those who wait; the number is freed when the last call ends. */
  void close() throws IOException {
    int before = uses.getAndUpdate(now -> now | CLOSED);
    if (before < 0) {
      return;
    }
    DescriptorWaiter waiting = waiter;
    if (waiting != null) {
      waiting.wakeAll();
    }
    if (before == 0) {
      int error = release();
      if (error != 0) {
        throw failure(error);
      }
    }
  }

  /** To have a log takes tens of milliseconds, which a start should not wait for in vain. */
  private static Logger log() {
    return System.getLogger("qio.posix");
  }

  private PosixException failure(int error) {
    return new PosixException("close", error, where());
  }

  private int release() {
    List<Runnable> hooks;
    synchronized (this) {
      hooks = beforeRelease;
      beforeRelease = List.of();
      released = true;
    }
    for (Runnable hook : hooks) {
      try {
        hook.run();
      } catch (RuntimeException e) {
        // Whatever a hook could not let go of, the number must be freed.
        log().log(Level.ERROR, "letting go of " + where() + " failed", e);
      }
    }
    try (CallMemory memory = CallMemory.take()) {
      return -DescriptorSymbols.close(memory.errno(), number);
    }
  }

  /** Has something done before the number is freed; at once if that has happened already. */
  void beforeRelease(Runnable hook) {
    synchronized (this) {
      if (!released) {
        if (beforeRelease.isEmpty()) {
          beforeRelease = new ArrayList<>(2);
        }
        beforeRelease.add(hook);
        return;
      }
    }
    hook.run();
  }

  DescriptorWaiter waiter() {
    DescriptorWaiter made = waiter;
    if (made == null) {
      synchronized (this) {
        made = waiter;
        if (made == null) {
          made = new DescriptorWaiter(this);
          made.wake(wokenBefore);
          waiter = made;
        }
      }
    }
    return made;
  }

  /** As {@link DescriptorWaiter#wake}, without making a waiter where nobody has ever waited. */
  void wake(int readiness) {
    DescriptorWaiter made = waiter;
    if (made == null) {
      synchronized (this) {
        made = waiter;
        if (made == null) {
          wokenBefore |= readiness;
          return;
        }
      }
    }
    made.wake(readiness);
  }

  /** The waiter if anybody ever waited. */
  @Nullable DescriptorWaiter waiterIfMade() {
    return waiter;
  }

  @Override
  public String toString() {
    return where();
  }
}
