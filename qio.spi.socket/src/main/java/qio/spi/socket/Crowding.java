package qio.spi.socket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a sender waits whose peer's queue is full, when the kernel tells nobody that it has room
 * again: so it is for UNIX sockets that are not connected to that peer. All that one can do is to
 * come back, after pauses that grow.
 *
 * <p>One thread at a time waits. No wake-up is lost: who wakes first says so and then looks for a
 * sleeper, and the sleeper first shows itself and then looks.
 */
final class Crowding {

  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(16);

  private volatile boolean full;
  private volatile boolean told;
  private volatile @Nullable Thread sleeper;

  /** Used by the thread that waits. */
  private long pause = SHORTEST;

  /** Takes down how a send went. */
  void met(boolean wasFull) {
    if (full != wasFull) {
      full = wasFull;
      pause = SHORTEST;
    }
  }

  boolean isFull() {
    return full;
  }

  /** Waits a while, or until {@link #wake}, or an interrupt, which stays pending. */
  void pause(long mostNanos) {
    sleeper = Thread.currentThread();
    try {
      if (!told) {
        LockSupport.parkNanos(this, Math.min(pause, mostNanos));
      }
      pause = Math.min(2 * pause, LONGEST);
    } finally {
      sleeper = null;
      told = false;
    }
  }

  /** Ends the wait, or the next one. From any thread. */
  void wake() {
    told = true;
    LockSupport.unpark(sleeper);
  }
}
