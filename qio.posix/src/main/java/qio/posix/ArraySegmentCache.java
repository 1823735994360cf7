package qio.posix;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The place in a heap buffer that was seen last, as a segment from there to the end of its array.
 * To make such a segment takes 112 bytes, which is more than all the rest of a transfer does; a
 * buffer that is used from the same position again and again costs nothing.
 *
 * <p>Weakly: the array does not live a moment longer for it. Used by one thread at a time.
 */
final class ArraySegmentCache {

  /** Of caches that have seen nothing yet, as those of most short connections. */
  private static final WeakReference<byte[]> NO_ARRAY = new WeakReference<>(null);

  private static final WeakReference<MemorySegment> NO_SEGMENT = new WeakReference<>(null);

  private WeakReference<byte[]> array = NO_ARRAY;
  private WeakReference<MemorySegment> segment = NO_SEGMENT;
  private int offset;

  /** The place that was missed last: one that is missed twice in a row is worth knowing. */
  private int missedOffset = -1;

  private int missedHash;

  /**
   * Finds the segment that begins at a buffer's position.
   *
   * @param buffer one with an array
   * @return the segment, or null if another place was seen last
   */
  @Nullable MemorySegment find(ByteBuffer buffer) {
    int at = buffer.arrayOffset() + buffer.position();
    byte[] bytes = buffer.array();
    if (offset == at && array.refersTo(bytes)) {
      MemorySegment known = segment.get();
      if (known != null) {
        return known;
      }
    }
    miss(bytes, at);
    return null;
  }

  private void miss(byte[] bytes, int at) {
    int hash = System.identityHashCode(bytes);
    if (missedOffset == at && missedHash == hash) {
      array = new WeakReference<>(bytes);
      segment = new WeakReference<>(MemorySegment.ofArray(bytes).asSlice(at));
      offset = at;
    }
    missedOffset = at;
    missedHash = hash;
  }

  /** Makes the segment that begins at a buffer's position. */
  static MemorySegment make(ByteBuffer buffer) {
    return MemorySegment.ofArray(buffer.array()).asSlice(buffer.arrayOffset() + buffer.position());
  }
}
