package qio.cli.relay;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The connections that are open, and how many may be. Safe for use by several threads. */
final class LiveConnections {

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<RelayedConnection> live = new HashSet<>(); // guarded by lock
  private boolean stopped; // guarded by lock

  LiveConnections(int limit) {
    this.limit = limit;
  }

  /**
   * Waits until there is room for one more.
   *
   * @param whenFull is called once if there is none at first
   * @return false if nothing is to be added any more
   */
  boolean awaitRoom(Runnable whenFull) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (live.size() >= limit && !stopped) {
        whenFull.run();
      }
      while (live.size() >= limit && !stopped) {
        changed.await();
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  void add(RelayedConnection connection) {
    lock.lock();
    try {
      live.add(connection);
    } finally {
      lock.unlock();
    }
  }

  void remove(RelayedConnection connection) {
    lock.lock();
    try {
      live.remove(connection);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody wait for room any more. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until none is open; false if the time was up first. */
  boolean awaitNone(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!live.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Those that are open now. */
  List<RelayedConnection> all() {
    lock.lock();
    try {
      return List.copyOf(live);
    } finally {
      lock.unlock();
    }
  }
}
