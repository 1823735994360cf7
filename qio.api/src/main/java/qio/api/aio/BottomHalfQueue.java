package qio.api.aio;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bottom halves that a loop has to run, in order of scheduling. Any thread adds, without a lock
 * and without allocation; the thread that runs the loop takes.
 *
 * <p>Adding pushes onto a stack; the loop takes the whole stack at once (so that no link it follows
 * can change) and turns it round into a list of its own. The list belongs to the loop and not to
 * one turn of it: a nested turn goes on where the outer one stands, and so a handler that polls
 * until something has happened does not wait for a bottom half that the outer turn holds back.
 */
final class BottomHalfQueue {

  private final AtomicReference<@Nullable BottomHalf> arrivals = new AtomicReference<>();
  private @Nullable BottomHalf head; // confined to the thread that runs the loop
  private @Nullable BottomHalf tail; // confined to the thread that runs the loop
  private long places; // confined to the thread that runs the loop
  private final AtomicInteger admitted = new AtomicInteger(); // written by that thread only

  /** Adds one that is in no queue. */
  void push(BottomHalf arrival) {
    BottomHalf top;
    do {
      top = arrivals.get();
      arrival.next = top;
      arrival.depth = top == null ? 1 : top.depth + 1;
    } while (!arrivals.compareAndSet(top, arrival));
  }

  /**
   * Takes in what has arrived and answers the last place: a turn runs up to there and no further.
   */
  long admit() {
    BottomHalf top = arrivals.get() == null ? null : arrivals.getAndSet(null);
    BottomHalf oldest = null;
    while (top != null) {
      BottomHalf older = top.next;
      top.next = oldest;
      oldest = top;
      top = older;
    }
    while (oldest != null) {
      BottomHalf younger = oldest.next;
      append(oldest);
      oldest = younger;
    }
    return places;
  }

  private void append(BottomHalf last) {
    last.next = null;
    last.place = ++places;
    admitted.setOpaque(admitted.getPlain() + 1);
    if (tail == null) {
      head = last;
    } else {
      tail.next = last;
    }
    tail = last;
  }

  /** Takes the first one out if its place is not beyond the given one. */
  @Nullable BottomHalf take(long lastPlace) {
    BottomHalf first = head;
    if (first == null || first.place > lastPlace) {
      return null;
    }
    head = first.next;
    if (head == null) {
      tail = null;
    }
    first.next = null;
    admitted.setOpaque(admitted.getPlain() - 1);
    return first;
  }

  /** Whether one is there that the loop must not keep waiting. Admits first. */
  boolean isUrgent() {
    admit();
    for (BottomHalf each = head; each != null; each = each.next) {
      if (each.isUrgent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing is there, as far as it has been admitted. */
  boolean isEmpty() {
    return head == null;
  }

  /** About how many are there, as any thread sees it; none of its own links is followed for it. */
  int size() {
    BottomHalf top = arrivals.get();
    return admitted.getOpaque() + (top == null ? 0 : top.depth);
  }

  /** Forgets everything; the loop is closed. */
  void clear() {
    long last = admit();
    for (BottomHalf each = take(last); each != null; each = take(last)) {
      each.release();
    }
  }
}
