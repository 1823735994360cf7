package qio.posix.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small block of native memory for one call at a time: a place for {@code errno}, a place for a
 * {@code msghdr}, an array of {@value #IOVECS} {@code iovec}s, and, where these are not needed,
 * room for any other struct.
 *
 * <p>Blocks are carved from slabs that live as long as the process; a block is handed back and used
 * again. There are as many as there ever were transfers and calls at one time.
 */
public final class CallMemory implements AutoCloseable {

  /** How many pieces of a transfer fit. */
  public static final int IOVECS = 16;

  /** The room for any struct, in bytes. */
  public static final int ROOM = 496;

  /** The room for the address of a message, in bytes ({@code sockaddr_storage}). */
  public static final int NAME_SIZE = 128;

  private static final int ERRNO_SIZE = 16;
  private static final int HEADER_SIZE = 64;
  private static final int IOVECS_SIZE = IOVECS * 16;
  private static final int BLOCK = ERRNO_SIZE + ROOM;
  private static final int BLOCKS_A_SLAB = 64;

  // guarded by itself
  private static final List<CallMemory> FREE = new ArrayList<>();

  private final MemorySegment block;
  private final MemorySegment errno;

  // Made when first asked for: an idle socket holds two blocks, and needs none of these.
  // Used by the block's owner alone; those who hand it on meet at FREE.
  private @Nullable MemorySegment room;
  private @Nullable MemorySegment header;
  private @Nullable MemorySegment iovecs;
  private @Nullable MemorySegment name;
  private @Nullable MemorySegment length;

  private CallMemory(MemorySegment block) {
    this.block = block;
    errno = block.asSlice(0, Linkage.CAPTURE_SIZE);
  }

  /**
   * Takes a block. Its content is whatever it was.
   *
   * @return the block, the caller's until it is closed
   */
  public static CallMemory take() {
    synchronized (FREE) {
      if (FREE.isEmpty()) {
        addSlab();
      }
      return FREE.removeLast();
    }
  }

  private static void addSlab() {
    MemorySegment slab = Arena.global().allocate((long) BLOCK * BLOCKS_A_SLAB, 64);
    for (int i = 0; i < BLOCKS_A_SLAB; i++) {
      FREE.add(new CallMemory(slab.asSlice((long) i * BLOCK, BLOCK)));
    }
  }

  /** Hands the block back; called once, by its owner, with no call in flight. */
  @Override
  public void close() {
    synchronized (FREE) {
      FREE.add(this);
    }
  }

  /**
   * Where a call captures {@code errno}.
   *
   * @return the segment
   */
  public MemorySegment errno() {
    return errno;
  }

  /**
   * {@value #ROOM} bytes for any struct; header and iovecs lie in here too.
   *
   * @return the segment
   */
  public MemorySegment room() {
    MemorySegment there = room;
    if (there == null) {
      there = block.asSlice(ERRNO_SIZE, ROOM);
      room = there;
    }
    return there;
  }

  /**
   * The place for a {@code msghdr}.
   *
   * @return the segment
   */
  public MemorySegment header() {
    MemorySegment there = header;
    if (there == null) {
      there = block.asSlice(ERRNO_SIZE, HEADER_SIZE);
      header = there;
    }
    return there;
  }

  /**
   * The array of {@code iovec}s.
   *
   * @return the segment
   */
  public MemorySegment iovecs() {
    MemorySegment there = iovecs;
    if (there == null) {
      there = block.asSlice(ERRNO_SIZE + HEADER_SIZE, IOVECS_SIZE);
      iovecs = there;
    }
    return there;
  }

  /**
   * The place for the address of a message, behind header and iovecs.
   *
   * @return the segment
   */
  public MemorySegment name() {
    MemorySegment there = name;
    if (there == null) {
      there = block.asSlice(ERRNO_SIZE + HEADER_SIZE + IOVECS_SIZE, NAME_SIZE);
      name = there;
    }
    return there;
  }

  /**
   * The last bytes of the room, for the length that a call takes and gives back.
   *
   * @return the segment
   */
  public MemorySegment length() {
    MemorySegment there = length;
    if (there == null) {
      there = block.asSlice(BLOCK - Long.BYTES, Integer.BYTES);
      length = there;
    }
    return there;
  }
}
