package org.example.qio.qmp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Events that nobody has asked for yet, the latest ones up to a limit. */
final class EventQueue {

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<QmpEvent> events = new ArrayDeque<>(); // guarded by lock
  private long dropped; // guarded by lock
  private boolean over; // guarded by lock

  EventQueue(int limit) {
    this.limit = limit;
  }

  void add(QmpEvent event) {
    lock.lock();
    try {
      if (events.size() == limit) {
        events.removeFirst();
        dropped++;
      }
      events.addLast(event);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing will come any more; whoever waits is let go. */
  void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The oldest; empty if none comes in time, or none will come. */
  Optional<QmpEvent> next(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (events.isEmpty() && !over && left > 0) {
        left = changed.awaitNanos(left);
      }
      return Optional.ofNullable(events.pollFirst());
    } finally {
      lock.unlock();
    }
  }

  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }
}
