package qio.api.layer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Heap buffers of one size that are lent while bytes are in flight, so that an idle connection
 * holds none. Bounded: what does not fit is left to the garbage collector.
 *
 * <p>All methods may be called from any thread; they take no lock and allocate nothing but buffers.
 */
public final class BufferPool {

  private static final int SLOTS = 32;

  private final int capacity;
  private final AtomicReferenceArray<@Nullable ByteBuffer> idle = new AtomicReferenceArray<>(SLOTS);

  /**
   * Makes an empty pool.
   *
   * @param capacity the size of its buffers, in bytes
   */
  public BufferPool(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Lends a buffer.
   *
   * @return an empty buffer, all of it to be filled
   */
  public ByteBuffer take() {
    int first = firstSlot();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (first + i) % SLOTS;
      if (idle.getPlain(slot) != null) {
        ByteBuffer found = idle.getAndSet(slot, null);
        if (found != null) {
          return found;
        }
      }
    }
    return ByteBuffer.allocate(capacity);
  }

  /**
   * Takes a buffer back; nobody uses it any more.
   *
   * @param buffer what was lent; one of another size, which took its place, is dropped
   */
  public void give(ByteBuffer buffer) {
    if (buffer.capacity() != capacity) {
      return;
    }
    buffer.clear();
    int first = firstSlot();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (first + i) % SLOTS;
      if (idle.getPlain(slot) == null && idle.compareAndSet(slot, null, buffer)) {
        return;
      }
    }
  }

  /** Threads begin at different slots, so that they seldom meet. */
  private static int firstSlot() {
    return (int) (Thread.currentThread().threadId() % SLOTS);
  }
}
