package qio.posix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import qio.posix.libc.CallMemory;

/**
 * The memory of one {@link SocketTransfer}: its block of native memory, the vector over it, and the
 * buffers that it has seen last. Used by one thread at a time.
 */
final class SocketMemory {

  /**
   * The most bytes of a heap buffer that one call moves. While it runs no garbage collection can
   * begin, so it must be short: this is some tens of microseconds of copying.
   */
  static final int CRITICAL_BYTES = 256 * 1024;

  /** Up to so many bytes of a heap buffer that is used from ever new positions are copied. */
  static final int COPIED_BYTES = 4096;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final CallMemory memory;
  private final BufferVector vector;
  private final SegmentCache direct = new SegmentCache();
  private final ArraySegmentCache heap = new ArraySegmentCache();
  private final ByteBuffer[] single = {NONE};

  SocketMemory(CallMemory memory) {
    this.memory = memory;
    this.vector = new BufferVector(memory);
  }

  MemorySegment errno() {
    return memory.errno();
  }

  /** What header, vector and name lie in, for a call that needs none of them. */
  MemorySegment room() {
    return memory.room();
  }

  MemorySegment header() {
    return memory.header();
  }

  MemorySegment iovecs() {
    return memory.iovecs();
  }

  MemorySegment name() {
    return memory.name();
  }

  BufferVector vector() {
    return vector;
  }

  SegmentCache direct() {
    return direct;
  }

  ArraySegmentCache heap() {
    return heap;
  }

  /** One buffer where an array of them is wanted, until it is forgotten. */
  ByteBuffer[] single(ByteBuffer buffer) {
    single[0] = buffer;
    return single;
  }

  void forgetSingle() {
    single[0] = NONE;
  }
}
