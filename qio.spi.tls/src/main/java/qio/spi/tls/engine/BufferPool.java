package qio.spi.tls.engine;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that are lent while bytes are in flight, so that an idle connection holds none. Heap
 * buffers: an {@link javax.net.ssl.SSLEngine} is fastest on those. Bounded: what does not fit is
 * left to the garbage collector.
 *
 * <p>All methods may be called from any thread; they take no lock and allocate nothing but buffers.
 */
public final class BufferPool {

  /** What a buffer is for. */
  public enum Use {
    /** Eight full records as they come: what one receive below brings. */
    RECEIVED(8 * (RecordHeader.SIZE + 16_384 + 256)),
    /**
     * Where a thread waits for the first bytes of a record: all of a short one, the beginning of a
     * long one. So small because a connection on which a thread waits is an idle one.
     */
    AWAITED(256),
    /**
     * Five full records to send with one call below, since 64 KiB are four and a rest, each with
     * the room that an engine insists on.
     */
    TO_SEND(5 * 16_709),
    /** The plain text of one record that the caller's buffers have no room for. */
    PLAIN(17 * 1024);

    private final int capacity;

    Use(int capacity) {
      this.capacity = capacity;
    }

    /**
     * The size of such a buffer.
     *
     * @return bytes
     */
    public int capacity() {
      return capacity;
    }
  }

  private static final int SLOTS = 32;

  private final Map<Use, AtomicReferenceArray<@Nullable ByteBuffer>> idle =
      new EnumMap<>(Use.class);

  /** Makes an empty pool. */
  public BufferPool() {
    for (Use use : Use.values()) {
      idle.put(use, new AtomicReferenceArray<>(SLOTS));
    }
  }

  private AtomicReferenceArray<@Nullable ByteBuffer> slots(Use use) {
    return Objects.requireNonNull(idle.get(use));
  }

  /**
   * Lends a buffer.
   *
   * @param use what for
   * @return an empty buffer, all of it to be filled
   */
  public ByteBuffer take(Use use) {
    AtomicReferenceArray<@Nullable ByteBuffer> slots = slots(use);
    int first = firstSlot();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (first + i) % SLOTS;
      if (slots.getPlain(slot) != null) {
        ByteBuffer found = slots.getAndSet(slot, null);
        if (found != null) {
          return found;
        }
      }
    }
    return ByteBuffer.allocate(use.capacity);
  }

  /**
   * Takes a buffer back; nobody uses it any more.
   *
   * @param use what it was lent for
   * @param buffer the buffer; one that was replaced by a larger one is dropped
   */
  public void give(Use use, ByteBuffer buffer) {
    if (buffer.capacity() != use.capacity) {
      return;
    }
    buffer.clear();
    AtomicReferenceArray<@Nullable ByteBuffer> slots = slots(use);
    int first = firstSlot();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (first + i) % SLOTS;
      if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, buffer)) {
        return;
      }
    }
  }

  /** Threads begin at different slots, so that they seldom meet. */
  private static int firstSlot() {
    return (int) (Thread.currentThread().threadId() % SLOTS);
  }
}
