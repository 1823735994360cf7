package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import qio.posix.layout.Statx;
import qio.posix.libc.CallMemory;
import qio.posix.libc.DescriptorSymbols;
import qio.posix.libc.FileSymbols;

/**
 * The calls on files, by descriptor and by path. All descriptors made here are close-on-exec. Any
 * call may wait for the disk.
 *
 * <p>Every method that takes a descriptor throws {@link java.nio.channels.ClosedChannelException}
 * if it is closed, and every method {@link NativeAccessException} where there is no native access.
 * All may be called from any thread. Paths are those of the default file system.
 */
public final class PosixFiles {

  private static final int MFD_CLOEXEC = 1;
  private static final int PERMISSIONS = 07777;

  private PosixFiles() {}

  /**
   * The two ends of a pipe.
   *
   * @param reader what comes out
   * @param writer what goes in
   */
  public record Pipe(PosixDescriptor reader, PosixDescriptor writer) {}

  /**
   * Opens a file ({@code open(2)}).
   *
   * @param path the file
   * @param flags how; at least one of {@link OpenFlag#READ} and {@link OpenFlag#WRITE}
   * @param permissions the mode of a file that is made, before the umask
   * @return the descriptor
   * @throws java.nio.file.NoSuchFileException if it does not exist and is not to be made
   * @throws java.nio.file.FileAlreadyExistsException if it exists and {@link OpenFlag#EXCLUSIVE} is
   *     given
   * @throws java.nio.file.AccessDeniedException if that is not allowed
   * @throws IOException if it cannot be opened for another reason
   * @throws IllegalArgumentException if neither reading nor writing is asked for
   */
  public static PosixDescriptor open(Path path, Set<OpenFlag> flags, int permissions)
      throws IOException {
    NativeAccess.require();
    int bits = OpenFlag.bits(flags);
    byte[] name = PathBytes.encode(path.toString());
    for (; ; ) {
      int number =
          withPath(
              name,
              (memory, address) -> FileSymbols.open(memory.errno(), address, bits, permissions));
      if (number >= 0) {
        PosixDescriptor file = PosixDescriptor.own(number);
        file.describe(path.toString());
        return file;
      }
      if (number != -Answers.EINTR) {
        throw PosixException.ofPath("open", -number, path.toString());
      }
    }
  }

  /**
   * Moves the descriptor's position ({@code lseek(2)}).
   *
   * @param file the file
   * @param offset in bytes
   * @param from where the offset counts from
   * @return the new position in bytes from the start
   * @throws IOException if the position would be negative, the descriptor has none ({@code
   *     ESPIPE}), or there is no data after the offset ({@code ENXIO})
   */
  public static long seek(PosixDescriptor file, long offset, SeekFrom from) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      long result = FileSymbols.lseek(memory.errno(), fd, offset, from.number());
      if (result < 0) {
        throw new PosixException("lseek", (int) -result, file + " " + from + " " + offset);
      }
      return result;
    } finally {
      file.done();
    }
  }

  /**
   * Sets the size of a file ({@code ftruncate(2)}); new bytes are zeros. The position stays.
   *
   * @param file the file, open for writing
   * @param size in bytes
   * @throws IOException if the size cannot be set
   */
  public static void truncate(PosixDescriptor file, long size) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      check("ftruncate", FileSymbols.ftruncate(memory.errno(), fd, size), file);
    } finally {
      file.done();
    }
  }

  /**
   * Describes an open descriptor ({@code statx(2)}).
   *
   * @param file the descriptor, of any kind
   * @return its status
   * @throws IOException if it cannot be had
   */
  public static FileStatus status(PosixDescriptor file) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment statx = memory.room();
      statx.set(JAVA_BYTE, Statx.SIZE, (byte) 0); // the empty path
      int result =
          FileSymbols.statx(
              memory.errno(),
              fd,
              statx.address() + Statx.SIZE,
              FileSymbols.AT_EMPTY_PATH,
              FileSymbols.STATX_BASIC_STATS,
              statx.address());
      check("statx", result, file);
      return status(statx);
    } finally {
      file.done();
    }
  }

  /**
   * Describes what a path names, a symbolic link itself if it is one ({@code statx(2)}).
   *
   * @param path the path
   * @return its status
   * @throws java.nio.file.NoSuchFileException if there is nothing of that name
   * @throws IOException if it cannot be had
   */
  public static FileStatus status(Path path) throws IOException {
    NativeAccess.require();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment statx = memory.room();
      int result =
          withPath(
              PathBytes.encode(path.toString()),
              (ignored, address) ->
                  FileSymbols.statx(
                      memory.errno(),
                      FileSymbols.AT_FDCWD,
                      address,
                      FileSymbols.AT_SYMLINK_NOFOLLOW,
                      FileSymbols.STATX_BASIC_STATS,
                      statx.address()));
      if (result < 0) {
        throw PosixException.ofPath("statx", -result, path.toString());
      }
      return status(statx);
    }
  }

  /**
   * Waits until everything written is on the disk ({@code fsync(2)}, {@code fdatasync(2)}).
   *
   * @param file the file
   * @param dataOnly whether metadata that nobody needs to read the data may be left out
   * @throws IOException if data were lost, or the descriptor cannot be synchronised ({@code
   *     EINVAL})
   */
  public static void sync(PosixDescriptor file, boolean dataOnly) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      if (dataOnly) {
        check("fdatasync", FileSymbols.fdatasync(memory.errno(), fd), file);
      } else {
        check("fsync", FileSymbols.fsync(memory.errno(), fd), file);
      }
    } finally {
      file.done();
    }
  }

  /**
   * Makes a pipe ({@code pipe2(2)}).
   *
   * @param nonBlocking whether both ends start in non-blocking mode
   * @return both ends
   * @throws IOException if no descriptor is left
   */
  public static Pipe pipe(boolean nonBlocking) throws IOException {
    NativeAccess.require();
    int flags = FileSymbols.O_CLOEXEC | (nonBlocking ? DescriptorSymbols.O_NONBLOCK : 0);
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment pair = memory.room();
      int result = FileSymbols.pipe2(memory.errno(), pair.address(), flags);
      if (result < 0) {
        throw new PosixException("pipe2", -result, "pipe");
      }
      return new Pipe(
          PosixDescriptor.own(pair.getAtIndex(JAVA_INT, 0)),
          PosixDescriptor.own(pair.getAtIndex(JAVA_INT, 1)));
    }
  }

  /**
   * Makes a file that lives in memory and has no path ({@code memfd_create(2)}).
   *
   * @param name what {@code /proc} calls it
   * @return the descriptor
   * @throws IOException if no descriptor is left
   */
  public static PosixDescriptor memoryFile(String name) throws IOException {
    NativeAccess.require();
    int result =
        withPath(
            PathBytes.encode(name),
            (memory, address) -> FileSymbols.memfdCreate(memory.errno(), address, MFD_CLOEXEC));
    if (result < 0) {
      throw new PosixException("memfd_create", -result, name);
    }
    return PosixDescriptor.own(result);
  }

  /**
   * Makes a counter that can be waited for ({@code eventfd(2)}), in non-blocking mode. A write of
   * eight bytes adds, a read of eight bytes takes the sum.
   *
   * @return the descriptor
   * @throws IOException if no descriptor is left
   */
  public static PosixDescriptor eventCounter() throws IOException {
    NativeAccess.require();
    try (CallMemory memory = CallMemory.take()) {
      int flags = FileSymbols.O_CLOEXEC | DescriptorSymbols.O_NONBLOCK;
      int result = DescriptorSymbols.eventfd(memory.errno(), 0, flags);
      if (result < 0) {
        throw new PosixException("eventfd", -result, "eventfd");
      }
      return PosixDescriptor.own(result);
    }
  }

  /**
   * Removes a file's name ({@code unlink(2)}).
   *
   * @param path the name
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it cannot be removed
   */
  public static void unlink(Path path) throws IOException {
    NativeAccess.require();
    int result =
        withPath(
            PathBytes.encode(path.toString()),
            (memory, address) -> FileSymbols.unlink(memory.errno(), address));
    if (result < 0) {
      throw PosixException.ofPath("unlink", -result, path.toString());
    }
  }

  /**
   * Removes a file's name only while it still names the file that it is expected to name. (Between
   * the look and the removal another process can still exchange the file; Linux has no call that
   * does both.)
   *
   * @param path the name
   * @param expected the file that may be removed
   * @return true if it was removed, false if the name is gone or names another file now
   * @throws IOException if it cannot be looked at or removed
   */
  public static boolean unlinkIfSame(Path path, FileStatus expected) throws IOException {
    try {
      if (!status(path).isSameFile(expected)) {
        return false;
      }
      unlink(path);
      return true;
    } catch (NoSuchFileException e) {
      return false; // somebody was faster, which is what the caller wants to know
    }
  }

  /**
   * Gives a file another name in the same file system, replacing what had it ({@code rename(2)}).
   *
   * @param from the old name
   * @param to the new name
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws IOException if it cannot be renamed
   */
  public static void rename(Path from, Path to) throws IOException {
    NativeAccess.require();
    byte[] oldName = PathBytes.encode(from.toString());
    byte[] newName = PathBytes.encode(to.toString());
    int result =
        withPath(
            oldName,
            (memory, oldAddress) ->
                withPath(
                    newName,
                    (other, newAddress) ->
                        FileSymbols.rename(memory.errno(), oldAddress, newAddress)));
    if (result < 0) {
      throw PosixException.ofPath("rename", -result, from + " to " + to);
    }
  }

  /**
   * Whether a descriptor is a terminal ({@code isatty(3)}).
   *
   * @param descriptor the descriptor
   * @return true if it is
   * @throws IOException if the descriptor is closed
   */
  public static boolean isTerminal(PosixDescriptor descriptor) throws IOException {
    int fd = descriptor.use();
    try (CallMemory memory = CallMemory.take()) {
      return DescriptorSymbols.isatty(memory.errno(), fd) == 1;
    } finally {
      descriptor.done();
    }
  }

  // ---- inside

  /** A call on a path, with the path's bytes in native memory. */
  @FunctionalInterface
  private interface PathCall {
    int call(CallMemory memory, long address);
  }

  private static int withPath(byte[] path, PathCall call) {
    try (Arena arena = Arena.ofConfined();
        CallMemory memory = CallMemory.take()) {
      MemorySegment bytes = arena.allocate(path.length + 1L); // the arena has zeroed the NUL
      MemorySegment.copy(path, 0, bytes, JAVA_BYTE, 0, path.length);
      return call.call(memory, bytes.address());
    }
  }

  private static FileStatus status(MemorySegment statx) {
    int mode = Statx.mode(statx);
    return new FileStatus(
        DescriptorKind.ofMode(mode),
        mode & PERMISSIONS,
        Statx.size(statx),
        Statx.inode(statx),
        Statx.device(statx));
  }

  private static void check(String call, int result, PosixDescriptor file) throws IOException {
    if (result < 0) {
      throw new PosixException(call, -result, file.toString());
    }
  }
}
