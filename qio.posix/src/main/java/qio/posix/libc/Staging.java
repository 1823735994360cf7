package qio.posix.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A large block of native memory, taken only while bytes are in flight that cannot go straight from
 * or to the caller's buffers: an array of {@value #IOVECS} {@code iovec}s, a control buffer, and
 * bytes of heap buffers.
 *
 * <p>A few blocks are kept for the next transfer; more than that at one time are left to the
 * garbage collector.
 */
public final class Staging implements AutoCloseable {

  /** How many pieces of a transfer fit: the kernel's own limit ({@code IOV_MAX}). */
  public static final int IOVECS = 1024;

  /** How many bytes are copied at most in one transfer. */
  public static final int BYTES = 128 * 1024;

  /** The room for control data: the most descriptors a message has, credentials and a label. */
  public static final int CONTROL = 2048;

  private static final int KEPT = 16;
  private static final int IOVECS_SIZE = IOVECS * 16;

  // guarded by itself
  private static final @Nullable Staging[] KEPT_BLOCKS = new @Nullable Staging[KEPT];

  // guarded by KEPT_BLOCKS
  private static int kept;

  private final MemorySegment iovecs;
  private final MemorySegment control;
  private final MemorySegment bytes;
  private final ByteBuffer view;

  private Staging() {
    MemorySegment block = Arena.ofAuto().allocate(IOVECS_SIZE + CONTROL + BYTES, 64);
    iovecs = block.asSlice(0, IOVECS_SIZE);
    control = block.asSlice(IOVECS_SIZE, CONTROL);
    bytes = block.asSlice(IOVECS_SIZE + CONTROL, BYTES);
    view = bytes.asByteBuffer();
  }

  /**
   * Takes a block. Its content is whatever it was.
   *
   * @return the block, the caller's until it is closed
   */
  public static Staging take() {
    synchronized (KEPT_BLOCKS) {
      if (kept > 0) {
        Staging last = KEPT_BLOCKS[--kept];
        KEPT_BLOCKS[kept] = null;
        if (last != null) {
          return last;
        }
      }
    }
    return new Staging();
  }

  /** Hands the block back; called once, by its owner, with no call in flight. */
  @Override
  public void close() {
    synchronized (KEPT_BLOCKS) {
      if (kept < KEPT) {
        KEPT_BLOCKS[kept++] = this;
      }
    }
  }

  /**
   * The array of {@code iovec}s.
   *
   * @return the segment
   */
  public MemorySegment iovecs() {
    return iovecs;
  }

  /**
   * The control buffer.
   *
   * @return the segment
   */
  public MemorySegment control() {
    return control;
  }

  /**
   * Where the room for the bytes of heap buffers begins.
   *
   * @return the address
   */
  public long bytesAddress() {
    return bytes.address();
  }

  /**
   * The room for the bytes of heap buffers; only its absolute methods may be used.
   *
   * @return the view
   */
  public ByteBuffer bytes() {
    return view;
  }
}
