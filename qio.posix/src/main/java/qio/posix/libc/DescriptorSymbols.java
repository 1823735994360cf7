package qio.posix.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

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

  private static final MethodHandle CLOSE =
      Linkage.row("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FCNTL =
      Linkage.row(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle ISATTY =
      Linkage.row("isatty", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EVENTFD =
      Linkage.row("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle READ_QUIETLY =
      Linkage.rowWithoutErrno(
          "read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITE_QUIETLY =
      Linkage.rowWithoutErrno(
          "write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));

  private DescriptorSymbols() {}

  /**
   * {@code close(2)}. On Linux the number is free again afterwards, whatever the result.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 0 or -errno
   */
  public static int close(MemorySegment errno, int fd) {
    try {
      return Linkage.result(errno, (int) CLOSE.invokeExact(errno, fd));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
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
    try {
      return Linkage.result(errno, (int) FCNTL.invokeExact(errno, fd, command, argument));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code isatty(3)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 1 for a terminal, else 0
   */
  public static int isatty(MemorySegment errno, int fd) {
    try {
      return (int) ISATTY.invokeExact(errno, fd);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
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
    try {
      return Linkage.result(errno, (int) EVENTFD.invokeExact(errno, initial, flags));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code read(2)} for an eventfd that is drained; what was in it does not matter.
   *
   * @param fd the descriptor
   * @param address where the bytes go
   * @param length how many bytes
   */
  public static void readQuietly(int fd, long address, long length) {
    try {
      long ignored = (long) READ_QUIETLY.invokeExact(fd, address, length);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code write(2)} for an eventfd that is raised; one that is full already needs no raising.
   *
   * @param fd the descriptor
   * @param address where the bytes are
   * @param length how many bytes
   */
  public static void writeQuietly(int fd, long address, long length) {
    try {
      long ignored = (long) WRITE_QUIETLY.invokeExact(fd, address, length);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }
}
