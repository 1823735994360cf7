package qio.posix;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;

/**
 * The memory of the direct buffer that was seen last. {@link MemorySegment#ofBuffer} allocates 72
 * bytes for a direct buffer, which is more than all the rest of a transfer does; channels are
 * mostly used with the same few buffers again and again, so the segment is kept.
 *
 * <p>Weakly: neither the buffer nor its memory lives a moment longer for it. Used by one thread at
 * a time.
 */
final class SegmentCache {

  /**
   * A cache that misses all the time keeps only every so many-th segment, and makes little work for
   * the collector.
   */
  private static final int MISSES_A_STORE = 8;

  /** Of caches that have seen nothing yet, as those of most short connections. */
  private static final WeakReference<ByteBuffer> NO_BUFFER = new WeakReference<>(null);

  private static final WeakReference<MemorySegment> NO_SEGMENT = new WeakReference<>(null);

  private WeakReference<ByteBuffer> buffer = NO_BUFFER;
  private WeakReference<MemorySegment> segment = NO_SEGMENT;
  private int misses;

  /**
   * The memory of a direct buffer from its position 0 to its capacity; alive as long as the segment
   * is reachable.
   *
   * @param direct a direct buffer
   */
  MemorySegment of(ByteBuffer direct) {
    if (buffer.refersTo(direct)) {
      MemorySegment known = segment.get();
      if (known != null) {
        return known;
      }
    }
    return miss(direct);
  }

  /**
   * The same from the buffer's position on. A slice is an object too, if the compiler does not see
   * through it, so a buffer that is used from its beginning has none made.
   *
   * @param direct a direct buffer
   */
  MemorySegment from(ByteBuffer direct) {
    MemorySegment whole = of(direct);
    return direct.position() == 0 ? whole : whole.asSlice(direct.position());
  }

  private MemorySegment miss(ByteBuffer direct) {
    MemorySegment found = MemorySegment.ofBuffer(direct.duplicate().clear());
    if (misses++ % MISSES_A_STORE == 0) {
      buffer = new WeakReference<>(direct);
      segment = new WeakReference<>(found);
    }
    return found;
  }
}
