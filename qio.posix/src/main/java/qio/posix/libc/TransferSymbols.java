package qio.posix.libc;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The calls that move bytes between descriptors inside the kernel. The positions are always the
 * descriptors' own.
 */
public final class TransferSymbols {

  /** {@code splice}: moves pages where it can, instead of copying them. */
  public static final int SPLICE_F_MOVE = 1;

  /**
   * {@code splice}: does not wait for a pipe; a socket or file goes by its own {@code O_NONBLOCK}.
   */
  public static final int SPLICE_F_NONBLOCK = 2;

  /** The answer of a call that this libc does not have. */
  private static final int ENOSYS = 38;

  private static final LibcFunction SENDFILE = LibcFunction.named("sendfile");
  private static final LibcFunction SPLICE = LibcFunction.named("splice");
  private static final @Nullable LibcFunction COPY_FILE_RANGE =
      LibcFunction.ifThere("copy_file_range").orElse(null);

  private TransferSymbols() {}

  /**
   * {@code sendfile(2)} from the position of the file.
   *
   * @param errno where errno is captured
   * @param out where the bytes go
   * @param in the file
   * @param count how many at most
   * @return the number of bytes or -errno
   */
  public static long sendfile(MemorySegment errno, int out, int in, long count) {
    return SENDFILE.longCall(errno, out, in, 0L, count);
  }

  /**
   * {@code splice(2)}.
   *
   * @param errno where errno is captured
   * @param in where the bytes come from
   * @param out where the bytes go; one of the two is a pipe
   * @param count how many at most
   * @param flags {@code SPLICE_F_} flags
   * @return the number of bytes or -errno
   */
  public static long splice(MemorySegment errno, int in, int out, long count, int flags) {
    return SPLICE.longCall(errno, in, 0L, out, 0L, count, flags);
  }

  /**
   * {@code copy_file_range(2)}.
   *
   * @param errno where errno is captured
   * @param in the file to read
   * @param out the file to write
   * @param count how many bytes at most
   * @return the number of bytes or -errno; -{@code ENOSYS} where libc lacks it
   */
  public static long copyFileRange(MemorySegment errno, int in, int out, long count) {
    LibcFunction function = COPY_FILE_RANGE;
    if (function == null) {
      return -ENOSYS;
    }
    return function.longCall(errno, in, 0L, out, 0L, count, 0);
  }
}
