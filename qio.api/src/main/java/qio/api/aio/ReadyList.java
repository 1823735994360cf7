package qio.api.aio;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be called in a turn, by priority, the lower first, and in the order of arrival within
 * one. Nothing is sorted as long as that is the order of arrival anyway, as it is where nobody sets
 * priorities.
 *
 * <p>Confined to the thread that runs the loop. Allocates nothing.
 */
final class ReadyList {

  private @Nullable ReadyEntry first;
  private @Nullable ReadyEntry last;
  private boolean unsorted;

  /** Adds one that is not there. */
  void add(ReadyEntry entry) {
    unsorted |= last != null && entry.priority() < last.priority();
    append(entry);
    entry.nextReady = null;
  }

  private void append(ReadyEntry entry) {
    if (last == null) {
      first = entry;
    } else {
      last.nextReady = entry;
    }
    last = entry;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** Takes the first one out; null if there is none. */
  @Nullable ReadyEntry take() {
    if (unsorted) {
      sort();
    }
    ReadyEntry taken = first;
    if (taken != null) {
      first = taken.nextReady;
      if (first == null) {
        last = null;
      }
      taken.nextReady = null;
    }
    return taken;
  }

  /** Merge sort from the bottom up, which is stable and needs no memory. */
  private void sort() {
    int length = 1;
    while (mergeRuns(length) > 1) {
      length *= 2;
    }
    unsorted = false;
  }

  /** Merges each two neighbouring runs of this length; answers how many runs there are then. */
  private int mergeRuns(int length) {
    int runs = 0;
    ReadyEntry rest = first;
    first = null;
    last = null;
    while (rest != null) {
      runs++;
      ReadyEntry right = rest;
      int leftSize = 0;
      while (right != null && leftSize < length) {
        right = right.nextReady;
        leftSize++;
      }
      rest = merge(rest, leftSize, right, length);
    }
    if (last != null) {
      last.nextReady = null;
    }
    return runs;
  }

  /** Appends two runs merged; answers what is behind the right one. */
  private @Nullable ReadyEntry merge(
      ReadyEntry leftRun, int leftSize, @Nullable ReadyEntry rightRun, int rightSize) {
    @Nullable ReadyEntry left = leftRun;
    @Nullable ReadyEntry right = rightRun;
    int leftLeft = leftSize;
    int rightLeft = rightSize;
    while (leftLeft > 0 || (rightLeft > 0 && right != null)) {
      boolean leftFirst =
          rightLeft == 0
              || right == null
              || (leftLeft > 0 && Objects.requireNonNull(left).priority() <= right.priority());
      ReadyEntry next = Objects.requireNonNull(leftFirst ? left : right);
      if (leftFirst) {
        left = next.nextReady;
        leftLeft--;
      } else {
        right = next.nextReady;
        rightLeft--;
      }
      append(next);
    }
    return right;
  }
}
