package qio.spi.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;

/**
 * What an engine wants computed when the handshake is over. It is computed on a virtual thread of
 * its own, as in the handshake: the reader may be a loop, on which others depend. The JDK's engine
 * has no such tasks; others have them, for a session ticket or a key update.
 *
 * <pre>
 *   RESTING --begin--&gt; COMPUTING --computed--&gt; RESTING
 *                                --stop------&gt; (interrupted) --&gt; RESTING
 * </pre>
 *
 * <p>All methods may be called from any thread. The lock is held for moments only; the job is
 * called without it.
 */
final class LateTasks {

  /** What is computed, and who must know that it was. All of it runs on the thread of the tasks. */
  interface Job {
    /** Computes; may take its time. */
    void compute() throws IOException;

    /**
     * It was computed, or could not be. Nobody who waits has been woken yet.
     *
     * @param failure why not; null if it was
     */
    void computed(@Nullable Throwable failure);

    /** Those who wait have been woken; others may have to be told. */
    void resumed();
  }

  private final String name;
  private final Job job;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Not null while it computes. Written under the lock; read without it too. */
  private volatile @Nullable Thread thread;

  // guarded by lock
  private int woken;
  private @Nullable Runnable atEnd;

  LateTasks(String address, Job job) {
    this.name = "qio-tls-tasks " + address;
    this.job = job;
  }

  boolean isComputing() {
    return thread != null;
  }

  /** Begins, unless it computes already. */
  void begin() {
    lock.lock();
    try {
      if (thread == null) {
        Thread fresh = Thread.ofVirtual().name(name).unstarted(this::run);
        thread = fresh; // before it runs, or loops would go round in the time between
        fresh.start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Throwable failure = null;
    try {
      job.compute();
    } catch (Throwable e) { // whatever it is, who waits for the engine must learn of it
      failure = e;
    }
    Runnable last;
    try {
      job.computed(failure);
    } finally {
      last = rest();
    }
    if (last == null) {
      job.resumed();
    } else {
      last.run();
    }
  }

  /** Wakes everybody; answers who wanted to know of the end. */
  private @Nullable Runnable rest() {
    lock.lock();
    try {
      thread = null;
      changed.signalAll();
      return atEnd;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sleeps until it has computed, somebody wakes this direction, or the thread is interrupted.
   *
   * @return false if the time was up
   */
  boolean await(IoCondition direction, long timeoutNanos) {
    long left = timeoutNanos;
    lock.lock();
    try {
      while (thread != null && (woken & direction.bit()) == 0) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      woken &= ~direction.bit();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the channel turns it into its own exception
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the thread that is in {@link #await}, or keeps the next one from sleeping. */
  void wake(IoCondition direction) {
    lock.lock();
    try {
      woken |= direction.bit();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Calls it off and waits, for a limited time, until it has let go of the engine. What computes
   * already is not stopped by that.
   *
   * @return false if it has not
   */
  boolean stop(Duration patience) {
    long left = patience.toNanos();
    boolean interrupted = false;
    lock.lock();
    try {
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
      while (thread != null && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true; // the wait is short, and the engine must not be ended under a thread
        }
      }
      return thread == null;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Calls once, when it does not compute any more: at once, or on its thread. */
  void onEnd(Runnable listener) {
    lock.lock();
    try {
      if (thread != null) {
        atEnd = listener;
        return;
      }
    } finally {
      lock.unlock();
    }
    listener.run();
  }
}
