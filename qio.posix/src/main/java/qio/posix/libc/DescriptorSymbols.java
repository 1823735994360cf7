package qio.posix.libc;

import java.lang.foreign.MemorySegment;

/** The calls that any descriptor understands. */
public final class DescriptorSymbols {

  /** {@code fcntl}: the flags of the descriptor itself. */
  public static final int F_GETFD = 1;

  /** {@code fcntl}: sets the flags of the descriptor itself. */
  public static final int F_SETFD = 2;

  /** {@code fcntl}: the flags of the open file description. */
  public static final int F_GETFL = 3;

  /** {@code fcntl}: sets the flags of the open file description. */
  public static final int F_SETFL = 4;

  /** {@code fcntl}: duplicates, close-on-exec. */
  public static final int F_DUPFD_CLOEXEC = 1030;

  /** The flag that {@link #F_GETFD} speaks of. */
  public static final int FD_CLOEXEC = 1;

  /** The flag of {@link #F_GETFL} that keeps calls from waiting. */
  public static final int O_NONBLOCK = 0x800;

  private static final LibcFunction CLOSE = LibcFunction.named("close");
  private static final LibcFunction FCNTL = LibcFunction.named("fcntl");
  private static final LibcFunction ISATTY = LibcFunction.named("isatty");
  private static final LibcFunction EVENTFD = LibcFunction.named("eventfd");
  private static final LibcFunction READ = LibcFunction.named("read");
  private static final LibcFunction WRITE = LibcFunction.named("write");

  private DescriptorSymbols() {}

  /**
   * {@code close(2)}. On Linux the number is free again afterwards, whatever the result.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 0 or -errno
   */
  public static int close(MemorySegment errno, int fd) {
    return CLOSE.intCall(errno, fd);
  }

  /**
   * {@code fcntl(2)} with an int argument.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param command one of the {@code F_} constants
   * @param argument its argument, 0 if it has none
   * @return what the command answers, or -errno
   */
  public static int fcntl(MemorySegment errno, int fd, int command, int argument) {
    return FCNTL.intCall(errno, fd, command, argument);
  }

  /**
   * {@code isatty(3)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 1 for a terminal, else 0
   */
  public static int isatty(MemorySegment errno, int fd) {
    return ISATTY.intCall(errno, fd);
  }

  /**
   * {@code eventfd(2)}.
   *
   * @param errno where errno is captured
   * @param initial the count to begin with
   * @param flags {@code EFD_CLOEXEC} and {@code EFD_NONBLOCK}, which are those of {@code open}
   * @return the descriptor or -errno
   */
  public static int eventfd(MemorySegment errno, int initial, int flags) {
    return EVENTFD.intCall(errno, initial, flags);
  }

  /**
   * {@code read(2)} for an eventfd that is drained; what was in it does not matter.
   *
   * @param fd the descriptor
   * @param address where the bytes go
   * @param length how many bytes
   */
  public static void readQuietly(int fd, long address, long length) {
    READ.quietCall(fd, address, length);
  }

  /**
   * {@code write(2)} for an eventfd that is raised; one that is full already needs no raising.
   *
   * @param fd the descriptor
   * @param address where the bytes are
   * @param length how many bytes
   */
  public static void writeQuietly(int fd, long address, long length) {
    WRITE.quietCall(fd, address, length);
  }
}
