package qio.posix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import qio.posix.layout.Iovec;
import qio.posix.libc.CallMemory;
import qio.posix.libc.Staging;

/**
 * The {@code iovec} array of one transfer through several buffers: loaded before the system call,
 * unloaded after it.
 *
 * <p>Direct buffers are named where they lie. The bytes of heap buffers pass through a {@link
 * Staging} block, which is taken for the transfer only; what does not fit any more is left for the
 * next transfer. Up to {@value CallMemory#IOVECS} pieces lie in the channel's own memory, up to
 * 1024 in the block.
 *
 * <p>Used by one thread at a time. The buffers are the caller's and stay reachable through the
 * array it passes to load and unload.
 */
final class BufferVector {

  /** Direct buffers of longer vectors share these, and are looked up anew each time. */
  private static final int MOST_CACHES = 64;

  private final CallMemory memory;

  /** One for each direct buffer of a vector, as many as were needed so far. */
  private @Nullable SegmentCache[] caches = {};

  // the state of the transfer under way

  private @Nullable Staging staging;
  private MemorySegment iovecs;
  private int count;
  private long total;

  /** How many bytes of the staging block are given out. */
  private int staged;

  /** Whether the last piece is the staging block's, so that the next heap buffer can prolong it. */
  private boolean lastIsStaged;

  private long lastLength;

  BufferVector(CallMemory memory) {
    this.memory = memory;
    this.iovecs = memory.iovecs();
  }

  // ---- looking at buffers

  /** The first buffer with something remaining, or -1. */
  static int firstWithRoom(ByteBuffer[] buffers, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i].hasRemaining()) {
        return i;
      }
    }
    return -1;
  }

  /** Whether no buffer behind the first one has anything remaining. */
  static boolean isOnly(ByteBuffer[] buffers, int first, int end) {
    return firstWithRoom(buffers, first + 1, end - first - 1) < 0;
  }

  /** How many bytes all of them hold, or have room for. */
  static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  /** Fills buffers, in order, from one that holds no more than they have room for. */
  static void scatter(ByteBuffer whole, ByteBuffer[] dsts, int offset, int length) {
    for (int i = offset; i < offset + length && whole.hasRemaining(); i++) {
      int part = Math.min(whole.remaining(), dsts[i].remaining());
      dsts[i].put(dsts[i].position(), whole, whole.position(), part);
      dsts[i].position(dsts[i].position() + part);
      whole.position(whole.position() + part);
    }
  }

  /** Moves the positions of buffers all of which were sent. */
  static void empty(ByteBuffer[] srcs, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      srcs[i].position(srcs[i].limit());
    }
  }

  static void checkWritable(ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException("cannot read into a read-only buffer");
    }
  }

  // ---- loading

  /** Loads buffers to be filled; answers how many bytes fit. */
  long loadForRead(ByteBuffer[] dsts, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      checkWritable(dsts[i]);
    }
    return load(dsts, offset, length, false, Long.MAX_VALUE);
  }

  /** Before loading: takes a block that holds all bytes of the heap buffers, if one can. */
  void makeRoomForAll(ByteBuffer[] srcs, int offset, int length) {
    long heap = 0;
    for (int i = offset; i < offset + length; i++) {
      heap += srcs[i].isDirect() ? 0 : srcs[i].remaining();
    }
    if (heap > Staging.BYTES) {
      staging = Staging.takeLarge();
      iovecs = staging.iovecs();
    }
  }

  /** Loads buffers to be emptied, at most so many bytes; answers how many. */
  long loadForWrite(ByteBuffer[] srcs, int offset, int length, long most) {
    return load(srcs, offset, length, true, most);
  }

  private long load(ByteBuffer[] buffers, int offset, int length, boolean copy, long most) {
    count = 0;
    total = 0;
    staged = 0;
    lastIsStaged = false;
    boolean room = true;
    for (int i = offset; room && i < offset + length && total < most; i++) {
      ByteBuffer buffer = buffers[i];
      int size = (int) Math.min(buffer.remaining(), most - total);
      if (size > 0) {
        room = buffer.isDirect() ? addDirect(buffer, size) : addHeap(buffer, size, copy);
      }
    }
    return total;
  }

  /** False if there is no room for more. */
  private boolean addDirect(ByteBuffer buffer, int size) {
    if (!makeRoom()) {
      return false;
    }
    append(address(buffer, count), size);
    lastIsStaged = false;
    return true;
  }

  /** False if there is no room for more. */
  private boolean addHeap(ByteBuffer buffer, int size, boolean copy) {
    Staging block = useStaging();
    int part = Math.min(size, block.size() - staged);
    if (part == 0 || (!lastIsStaged && !makeRoom())) {
      return false;
    }
    if (copy) {
      block.bytes().put(staged, buffer, buffer.position(), part);
    }
    if (lastIsStaged) {
      lastLength += part;
      total += part;
      Iovec.set(iovecs, count - 1, block.bytesAddress() + staged + part - lastLength, lastLength);
    } else {
      append(block.bytesAddress() + staged, part);
      lastIsStaged = true;
    }
    staged += part;
    return part == size;
  }

  private void append(long address, int size) {
    Iovec.set(iovecs, count++, address, size);
    lastLength = size;
    total += size;
  }

  /** Makes room for one more piece; false if the kernel takes no more. */
  private boolean makeRoom() {
    if (count == CallMemory.IOVECS) {
      useStaging();
    }
    return count < Staging.IOVECS;
  }

  private long address(ByteBuffer direct, int index) {
    MemorySegment whole = cache(index % MOST_CACHES).of(direct);
    if (!whole.scope().isAlive()) {
      throw new IllegalStateException("the arena of the buffer is closed");
    }
    return whole.address() + direct.position();
  }

  private SegmentCache cache(int index) {
    if (index >= caches.length) {
      caches = Arrays.copyOf(caches, Math.max(2 * caches.length, index + 1));
    }
    SegmentCache cache = caches[index];
    if (cache == null) {
      cache = new SegmentCache();
      caches[index] = cache;
    }
    return cache;
  }

  // ---- after the call

  /** Moves the positions of buffers that were filled, and copies what came into heap buffers. */
  void unloadRead(ByteBuffer[] dsts, int offset, int length, long n) {
    unload(dsts, offset, length, n, staging);
  }

  /** Moves the positions of buffers that were emptied. */
  void unloadWrite(ByteBuffer[] srcs, int offset, int length, long n) {
    unload(srcs, offset, length, n, null);
  }

  private static void unload(
      ByteBuffer[] buffers, int offset, int length, long n, @Nullable Staging from) {
    long left = n;
    int taken = 0;
    for (int i = offset; left > 0 && i < offset + length; i++) {
      ByteBuffer buffer = buffers[i];
      int part = (int) Math.min(buffer.remaining(), left);
      if (from != null && !buffer.isDirect()) {
        buffer.put(buffer.position(), from.bytes(), taken, part);
        taken += part;
      }
      buffer.position(buffer.position() + part);
      left -= part;
    }
  }

  // ---- memory

  /** Takes the staging block for this transfer, and moves what is loaded into its larger array. */
  Staging useStaging() {
    Staging block = staging;
    if (block == null) {
      block = Staging.take();
      MemorySegment.copy(iovecs, 0, block.iovecs(), 0, count * Iovec.SIZE);
      staging = block;
      iovecs = block.iovecs();
    }
    return block;
  }

  /** Gives the staging block back, if one was taken. */
  void release() {
    Staging block = staging;
    if (block != null) {
      staging = null;
      iovecs = memory.iovecs();
      block.close();
    }
  }

  long address() {
    return iovecs.address();
  }

  int count() {
    return count;
  }

  /** The control buffer of the staging block. */
  MemorySegment control() {
    return useStaging().control();
  }
}
