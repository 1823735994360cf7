package qio.posix.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls on files. Pointers are to native memory, since any of these calls may wait. */
public final class FileSymbols {

  /** {@code open}: closed on exec. */
  public static final int O_CLOEXEC = 0x80000;

  /** {@code preadv2} and {@code pwritev2}: do not wait. */
  public static final int RWF_NOWAIT = 8;

  /** {@code statx}: relative paths begin in the working directory. */
  public static final int AT_FDCWD = -100;

  /** {@code statx}: a symbolic link itself. */
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;

  /** {@code statx}: the descriptor itself. */
  public static final int AT_EMPTY_PATH = 0x1000;

  /** {@code statx}: everything that {@code stat} tells. */
  public static final int STATX_BASIC_STATS = 0x7ff;

  private static final MethodHandle OPEN =
      Linkage.row(
          "open",
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle LSEEK =
      Linkage.row("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      Linkage.row("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle STATX =
      Linkage.row(
          "statx",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FSYNC =
      Linkage.row("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FDATASYNC =
      Linkage.row("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle PIPE2 =
      Linkage.row("pipe2", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MEMFD_CREATE =
      Linkage.row("memfd_create", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle UNLINK =
      Linkage.row("unlink", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
  private static final MethodHandle RENAME =
      Linkage.row("rename", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PREADV2 =
      Linkage.row(
          "preadv2",
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle PWRITEV2 =
      Linkage.row(
          "pwritev2",
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

  private FileSymbols() {}

  /**
   * {@code open(2)}.
   *
   * @param errno where errno is captured
   * @param path its bytes with a NUL behind
   * @param flags {@code O_} flags
   * @param mode the permissions of a new file
   * @return the descriptor or -errno
   */
  public static int open(MemorySegment errno, long path, int flags, int mode) {
    try {
      return Linkage.result(errno, (int) OPEN.invokeExact(errno, path, flags, mode));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code lseek(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param offset in bytes
   * @param whence from where
   * @return the new position or -errno
   */
  public static long lseek(MemorySegment errno, int fd, long offset, int whence) {
    try {
      return Linkage.result(errno, (long) LSEEK.invokeExact(errno, fd, offset, whence));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code ftruncate(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param size in bytes
   * @return 0 or -errno
   */
  public static int ftruncate(MemorySegment errno, int fd, long size) {
    try {
      return Linkage.result(errno, (int) FTRUNCATE.invokeExact(errno, fd, size));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code statx(2)}.
   *
   * @param errno where errno is captured
   * @param directory where relative paths begin
   * @param path its bytes with a NUL behind
   * @param flags {@code AT_} flags
   * @param mask what is wanted
   * @param statx where it goes
   * @return 0 or -errno
   */
  public static int statx(
      MemorySegment errno, int directory, long path, int flags, int mask, long statx) {
    try {
      return Linkage.result(
          errno, (int) STATX.invokeExact(errno, directory, path, flags, mask, statx));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code fsync(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 0 or -errno
   */
  public static int fsync(MemorySegment errno, int fd) {
    try {
      return Linkage.result(errno, (int) FSYNC.invokeExact(errno, fd));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code fdatasync(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 0 or -errno
   */
  public static int fdatasync(MemorySegment errno, int fd) {
    try {
      return Linkage.result(errno, (int) FDATASYNC.invokeExact(errno, fd));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code pipe2(2)}.
   *
   * @param errno where errno is captured
   * @param pair where the two descriptors go
   * @param flags {@code O_} flags
   * @return 0 or -errno
   */
  public static int pipe2(MemorySegment errno, long pair, int flags) {
    try {
      return Linkage.result(errno, (int) PIPE2.invokeExact(errno, pair, flags));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code memfd_create(2)}.
   *
   * @param errno where errno is captured
   * @param name its bytes with a NUL behind
   * @param flags 1 is {@code MFD_CLOEXEC}
   * @return the descriptor or -errno
   */
  public static int memfdCreate(MemorySegment errno, long name, int flags) {
    try {
      return Linkage.result(errno, (int) MEMFD_CREATE.invokeExact(errno, name, flags));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code unlink(2)}.
   *
   * @param errno where errno is captured
   * @param path its bytes with a NUL behind
   * @return 0 or -errno
   */
  public static int unlink(MemorySegment errno, long path) {
    try {
      return Linkage.result(errno, (int) UNLINK.invokeExact(errno, path));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code rename(2)}.
   *
   * @param errno where errno is captured
   * @param from the bytes of the old path with a NUL behind
   * @param to the bytes of the new path with a NUL behind
   * @return 0 or -errno
   */
  public static int rename(MemorySegment errno, long from, long to) {
    try {
      return Linkage.result(errno, (int) RENAME.invokeExact(errno, from, to));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code preadv2(2)}, which covers {@code read}, {@code readv}, {@code pread} and {@code preadv}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param iovecs the pieces
   * @param count how many pieces
   * @param offset where in the file, or -1 for its position
   * @param flags {@code RWF_} flags
   * @return the number of bytes or -errno
   */
  public static long preadv2(
      MemorySegment errno, int fd, long iovecs, int count, long offset, int flags) {
    try {
      return Linkage.result(
          errno, (long) PREADV2.invokeExact(errno, fd, iovecs, count, offset, flags));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code pwritev2(2)}, which covers {@code write}, {@code writev}, {@code pwrite} and {@code
   * pwritev}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param iovecs the pieces
   * @param count how many pieces
   * @param offset where in the file, or -1 for its position
   * @param flags {@code RWF_} flags
   * @return the number of bytes or -errno
   */
  public static long pwritev2(
      MemorySegment errno, int fd, long iovecs, int count, long offset, int flags) {
    try {
      return Linkage.result(
          errno, (long) PWRITEV2.invokeExact(errno, fd, iovecs, count, offset, flags));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }
}
