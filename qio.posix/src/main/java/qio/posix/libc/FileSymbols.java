package qio.posix.libc;

import java.lang.foreign.MemorySegment;

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

  private static final LibcFunction OPEN = LibcFunction.named("open");
  private static final LibcFunction LSEEK = LibcFunction.named("lseek");
  private static final LibcFunction FTRUNCATE = LibcFunction.named("ftruncate");
  private static final LibcFunction STATX = LibcFunction.named("statx");
  private static final LibcFunction FSYNC = LibcFunction.named("fsync");
  private static final LibcFunction FDATASYNC = LibcFunction.named("fdatasync");
  private static final LibcFunction PIPE2 = LibcFunction.named("pipe2");
  private static final LibcFunction MEMFD_CREATE = LibcFunction.named("memfd_create");
  private static final LibcFunction UNLINK = LibcFunction.named("unlink");
  private static final LibcFunction RENAME = LibcFunction.named("rename");
  private static final LibcFunction PREADV2 = LibcFunction.named("preadv2");
  private static final LibcFunction PWRITEV2 = LibcFunction.named("pwritev2");

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
    return OPEN.intCall(errno, path, flags, mode);
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
    return LSEEK.longCall(errno, fd, offset, whence);
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
    return FTRUNCATE.intCall(errno, fd, size);
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
    return STATX.intCall(errno, directory, path, flags, mask, statx);
  }

  /**
   * {@code fsync(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 0 or -errno
   */
  public static int fsync(MemorySegment errno, int fd) {
    return FSYNC.intCall(errno, fd);
  }

  /**
   * {@code fdatasync(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @return 0 or -errno
   */
  public static int fdatasync(MemorySegment errno, int fd) {
    return FDATASYNC.intCall(errno, fd);
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
    return PIPE2.intCall(errno, pair, flags);
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
    return MEMFD_CREATE.intCall(errno, name, flags);
  }

  /**
   * {@code unlink(2)}.
   *
   * @param errno where errno is captured
   * @param path its bytes with a NUL behind
   * @return 0 or -errno
   */
  public static int unlink(MemorySegment errno, long path) {
    return UNLINK.intCall(errno, path);
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
    return RENAME.intCall(errno, from, to);
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
    return PREADV2.longCall(errno, fd, iovecs, count, offset, flags);
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
    return PWRITEV2.longCall(errno, fd, iovecs, count, offset, flags);
  }
}
