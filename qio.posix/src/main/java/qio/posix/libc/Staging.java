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
 * garbage collector. The same holds for large blocks, which a transfer takes that has to be one
 * system call.
 */
public final class Staging implements AutoCloseable {

  /** How many pieces of a transfer fit: the kernel's own limit ({@code IOV_MAX}). */
  public static final int IOVECS = 1024;

  /** How many bytes are copied at most in one transfer. */
  public static final int BYTES = 128 * 1024;

  /** The same for a large block. */
  public static final int LARGE_BYTES = 1024 * 1024;

  /** The room for control data: the most descriptors a message has, credentials and a label. */
  public static final int CONTROL = 2048;

  private static final Pool ORDINARY = new Pool(BYTES, 16);
  private static final Pool LARGE = new Pool(LARGE_BYTES, 4);
  private static final int IOVECS_SIZE = IOVECS * 16;

  /** Blocks of one size, and those of them that nobody uses. */
  private static final class Pool {

    private final int size;
    private final @Nullable Staging[] idle; // guarded by the monitor
    private int kept; // guarded by the monitor

    Pool(int size, int most) {
      this.size = size;
      this.idle = new @Nullable Staging[most];
    }

    synchronized Staging take() {
      if (kept > 0) {
        Staging last = idle[--kept];
        idle[kept] = null;
        if (last != null) {
          return last;
        }
      }
      return new Staging(this, size);
    }

    synchronized void giveBack(Staging block) {
      if (kept < idle.length) {
        idle[kept++] = block;
      }
    }
  }

  private final Pool pool;
  private final MemorySegment iovecs;
  private final MemorySegment control;
  private final MemorySegment bytes;
  private final ByteBuffer view;

  private Staging(Pool pool, int size) {
    this.pool = pool;
    MemorySegment block = Arena.ofAuto().allocate(IOVECS_SIZE + CONTROL + size, 64);
    iovecs = block.asSlice(0, IOVECS_SIZE);
    control = block.asSlice(IOVECS_SIZE, CONTROL);
    bytes = block.asSlice(IOVECS_SIZE + CONTROL, size);
    view = bytes.asByteBuffer();
  }

  /**
   * Takes a block. Its content is whatever it was.
   *
   * @return the block, the caller's until it is closed
   */
  public static Staging take() {
    return ORDINARY.take();
  }

  /**
   * Takes a large block. Its content is whatever it was.
   *
   * @return the block, the caller's until it is closed
   */
  public static Staging takeLarge() {
    return LARGE.take();
  }

  /** Hands the block back; called once, by its owner, with no call in flight. */
  @Override
  public void close() {
    pool.giveBack(this);
  }

  /**
   * How many bytes of heap buffers fit.
   *
   * @return {@link #BYTES} or {@link #LARGE_BYTES}
   */
  public int size() {
    return pool.size;
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
