package qio.posix;

import org.jspecify.annotations.Nullable;

/**
 * The zero-copy writes of a socket that the kernel has not let go of, in order, and what became of
 * the others. The kernel numbers the writes of a socket with 32 bits, from 0 on and around, and
 * tells of ranges of them.
 *
 * <p>It holds what was written, so that no memory is freed under the kernel. Guarded by its owner.
 */
final class PendingWrites {

  /** Whoever has so many under way does not wait for the peer; further ones are copied. */
  static final int MOST = 1024;

  private static final int FEW = 16;

  /** A ring: the write with number {@code first + i} is at {@code (start + i) % length}. */
  private @Nullable Object[] ring = new Object[FEW];

  private int start;
  private int size;

  /** The number of the oldest one. */
  private int first;

  // since the last result
  private boolean any;
  private boolean avoidedACopy;

  /** Begins with a number that the kernel would give, for tests. */
  PendingWrites(int first) {
    this.first = first;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == MOST;
  }

  int size() {
    return size;
  }

  /** Notes a write that the kernel has taken, with what it reads. */
  void add(Object held) {
    if (size == ring.length) {
      grow();
    }
    ring[(start + size) % ring.length] = held;
    size++;
    any = true;
  }

  private void grow() {
    @Nullable Object[] larger = new Object[2 * ring.length];
    for (int i = 0; i < size; i++) {
      larger[i] = ring[(start + i) % ring.length];
    }
    ring = larger;
    start = 0;
  }

  /** Notes a write that was asked to go without a copy and was copied at once. */
  void addCopied() {
    any = true;
  }

  /** Notes that the kernel has let go of the writes from one number to another, both included. */
  void complete(int from, int to, boolean copied) {
    int begin =
        from - first; // a distance, so that it does not matter where the numbers wrap around
    int end = to - first;
    for (int i = Math.max(begin, 0); i <= end && i < size; i++) {
      ring[(start + i) % ring.length] = null;
      avoidedACopy |= !copied;
    }
    while (size > 0 && ring[start] == null) {
      start = (start + 1) % ring.length;
      first++;
      size--;
    }
  }

  /** Whether a copy was avoided, or there was nothing to copy, since this was asked last. */
  boolean takeResult() {
    boolean avoided = avoidedACopy || !any;
    any = false;
    avoidedACopy = false;
    return avoided;
  }
}
