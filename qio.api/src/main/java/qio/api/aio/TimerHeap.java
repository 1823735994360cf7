package qio.api.aio;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The armed timers of one loop, the earliest first: a binary heap in which every timer knows its
 * place, so that it can be moved and removed without a search.
 *
 * <p>The lock is a leaf: nothing else is locked and nobody is called while it is held.
 */
final class TimerHeap {

  private static final int SMALLEST = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable AioTimer[] heap = new @Nullable AioTimer[SMALLEST]; // guarded by lock
  private int size; // guarded by lock
  private long sequence; // guarded by lock
  private boolean closed; // guarded by lock

  /** Puts a timer in, or moves it. Answers whether it is the earliest now. */
  boolean arm(AioTimer timer, long deadline) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      timer.deadline = deadline;
      timer.sequence = ++sequence;
      if (timer.index == AioTimer.NOT_IN_HEAP) {
        if (size == heap.length) {
          heap = Arrays.copyOf(heap, size * 2);
        }
        place(timer, size++);
      }
      sift(timer);
      return timer.index == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a timer out. Answers whether it was in. */
  boolean disarm(AioTimer timer) {
    lock.lock();
    try {
      if (timer.index == AioTimer.NOT_IN_HEAP) {
        return false;
      }
      remove(timer);
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean isArmed(AioTimer timer) {
    lock.lock();
    try {
      return timer.index != AioTimer.NOT_IN_HEAP;
    } finally {
      lock.unlock();
    }
  }

  /** How many are armed. */
  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds until the earliest timer is due, 0 if it is, negative if there is no timer. */
  long nanosUntilFirst() {
    lock.lock();
    try {
      return size == 0 ? -1 : Math.max(0, at(0).deadline - System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** The mark of the last arming: a turn runs no timer that was armed after it began. */
  long lastArmed() {
    lock.lock();
    try {
      return sequence;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the earliest timer if it is due and was not armed after the mark. */
  @Nullable AioTimer takeDue(long now, long mark) {
    lock.lock();
    try {
      if (size == 0) {
        return null;
      }
      AioTimer first = at(0);
      if (first.deadline - now > 0 || first.sequence > mark) {
        return null;
      }
      remove(first);
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Takes all timers out and lets none in any more; the loop is closed. */
  void close() {
    lock.lock();
    try {
      closed = true;
      for (int i = 0; i < size; i++) {
        at(i).index = AioTimer.NOT_IN_HEAP;
      }
      size = 0;
      heap = new @Nullable AioTimer[SMALLEST];
    } finally {
      lock.unlock();
    }
  }

  private void remove(AioTimer timer) {
    int hole = timer.index;
    timer.index = AioTimer.NOT_IN_HEAP;
    AioTimer last = at(--size);
    heap[size] = null;
    if (last != timer) {
      place(last, hole);
      sift(last);
    }
    // A crowd that has gone gives its room back; the factor of four keeps it from flapping.
    if (heap.length > SMALLEST && size < heap.length / 4) {
      heap = Arrays.copyOf(heap, heap.length / 2);
    }
  }

  private void sift(AioTimer timer) {
    int i = timer.index;
    while (i > 0 && earlier(timer, at((i - 1) / 2))) {
      place(at((i - 1) / 2), i);
      i = (i - 1) / 2;
    }
    while (true) {
      int child = 2 * i + 1;
      if (child + 1 < size && earlier(at(child + 1), at(child))) {
        child++;
      }
      if (child >= size || !earlier(at(child), timer)) {
        break;
      }
      place(at(child), i);
      i = child;
    }
    place(timer, i);
  }

  private static boolean earlier(AioTimer a, AioTimer b) {
    long difference = a.deadline - b.deadline;
    return difference < 0 || (difference == 0 && a.sequence < b.sequence);
  }

  private void place(AioTimer timer, int i) {
    heap[i] = timer;
    timer.index = i;
  }

  private AioTimer at(int i) {
    AioTimer timer = heap[i];
    if (timer == null) {
      throw new AssertionError("no timer at " + i + " of " + size);
    }
    return timer;
  }
}
