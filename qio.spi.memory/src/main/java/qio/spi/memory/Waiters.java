package qio.spi.memory;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import qio.api.channel.SignalledWatch;

/**
 * Those who wait for one direction of one end: at most one thread that sleeps, and any number of
 * watches.
 *
 * <p>No wake-up is lost: who changes the readiness does so with a volatile write before it calls
 * {@link #changed}, which then looks for a sleeper; the sleeper makes itself known before it looks
 * at the readiness. One of the two sees the other.
 */
final class Waiters {

  private static final SignalledWatch[] NONE = {};

  private final BooleanSupplier ready;

  /** True from {@link #wake} until a sleeper has taken notice. */
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Written by the thread that sleeps, of which there is one at a time; read by anyone. */
  private volatile @Nullable Thread sleeper;

  /** Replaced under this object's monitor, never changed; read by anyone. */
  private volatile SignalledWatch[] watches = NONE;

  /**
   * For one direction.
   *
   * @param ready whether a transfer in that direction would move bytes, end or fail at once
   */
  Waiters(BooleanSupplier ready) {
    this.ready = ready;
  }

  /** Takes in a watch that is to be signalled from now on, until it is closed. */
  synchronized void add(SignalledWatch watch) {
    watches =
        Stream.concat(Arrays.stream(watches).filter(SignalledWatch::isOpen), Stream.of(watch))
            .toArray(SignalledWatch[]::new);
  }

  private synchronized void forgetClosed() {
    watches = Arrays.stream(watches).filter(SignalledWatch::isOpen).toArray(SignalledWatch[]::new);
  }

  /** Tells everyone that the readiness may have changed. Allocates nothing in steady state. */
  void changed() {
    LockSupport.unpark(sleeper);
    boolean someClosed = false;
    for (SignalledWatch watch : watches) {
      watch.signal();
      someClosed |= !watch.isOpen();
    }
    if (someClosed) {
      forgetClosed();
    }
  }

  /** Wakes the sleeper for no reason, or keeps the next one from sleeping. */
  void wake() {
    woken.set(true);
    LockSupport.unpark(sleeper);
  }

  /**
   * Sleeps until the direction is ready, somebody calls {@link #wake}, the thread is interrupted,
   * or the time is up.
   *
   * @param timeoutNanos at most so long; {@link Long#MAX_VALUE} is without limit
   * @return false only if the time was up
   */
  boolean await(long timeoutNanos) {
    long start = System.nanoTime();
    sleeper = Thread.currentThread();
    try {
      while (!ready.getAsBoolean() && !woken.getAndSet(false)) {
        if (Thread.currentThread().isInterrupted()) {
          return true;
        }
        if (timeoutNanos == Long.MAX_VALUE) {
          LockSupport.park(this);
          continue;
        }
        long left = timeoutNanos - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
      return true;
    } finally {
      sleeper = null;
    }
  }
}
