package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import qio.posix.layout.Flock;
import qio.posix.libc.CallMemory;
import qio.posix.libc.OwnershipSymbols;

/**
 * Who has an open file: its owner, its permissions and its locks. Locks are advisory and of the
 * whole file; they belong to the open file description ({@code F_OFD_SETLK}), so they hold between
 * two openings in one process too, and closing another descriptor of the file takes none away.
 *
 * <p>Every method throws {@link java.nio.channels.ClosedChannelException} if the descriptor is
 * closed. None waits for another process; all may be called from any thread.
 */
public final class PosixOwnership {

  /** The holder of a lock that is no process but an open file description. */
  public static final int SOME_DESCRIPTION = -1;

  private PosixOwnership() {}

  /** What a lock allows others. */
  public enum Lock {
    /** Other shared locks; the descriptor must be open for reading. */
    SHARED(Flock.F_RDLCK),
    /** No other lock; the descriptor must be open for writing. */
    EXCLUSIVE(Flock.F_WRLCK);

    private final short type;

    Lock(short type) {
      this.type = type;
    }
  }

  /**
   * Sets the permissions ({@code fchmod(2)}); the umask has no say.
   *
   * @param file the file
   * @param permissions the lower twelve bits of its mode
   * @throws IOException if that is not allowed
   */
  public static void setPermissions(PosixDescriptor file, int permissions) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      check("fchmod", OwnershipSymbols.fchmod(memory.errno(), fd, permissions), file);
    } finally {
      file.done();
    }
  }

  /**
   * Gives the file to another owner and group ({@code fchown(2)}).
   *
   * @param file the file
   * @param owner the user's number
   * @param group the group's number
   * @throws IOException if that is not allowed
   */
  public static void setOwner(PosixDescriptor file, int owner, int group) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      check("fchown", OwnershipSymbols.fchown(memory.errno(), fd, owner, group), file);
    } finally {
      file.done();
    }
  }

  /**
   * Locks the file, in place of a lock that the description has already.
   *
   * @param file the file
   * @param lock what others may still do
   * @return false if somebody else's lock is in the way
   * @throws IOException if the file cannot be locked, or is not open for what the lock needs
   *     ({@code EBADF})
   */
  public static boolean tryLock(PosixDescriptor file, Lock lock) throws IOException {
    int result = setLock(file, lock.type);
    if (result == -Errno.EAGAIN.number() || result == -Errno.EACCES.number()) {
      return false;
    }
    check("fcntl", result, file);
    return true;
  }

  /**
   * Takes the description's lock away; does nothing if it has none.
   *
   * @param file the file
   * @throws IOException if the operating system refuses
   */
  public static void unlock(PosixDescriptor file) throws IOException {
    check("fcntl", setLock(file, Flock.F_UNLCK), file);
  }

  private static int setLock(PosixDescriptor file, short type) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment flock = memory.room();
      Flock.setWholeFile(flock, type);
      int command = OwnershipSymbols.F_OFD_SETLK;
      return OwnershipSymbols.lock(memory.errno(), fd, command, flock.address());
    } finally {
      file.done();
    }
  }

  /**
   * Asks whose lock is in the way of another.
   *
   * @param file the file
   * @param lock the one that is wanted
   * @return the process, {@link #SOME_DESCRIPTION} if the lock belongs to none, or empty if there
   *     is no such lock
   * @throws IOException if the operating system refuses
   */
  public static OptionalInt holder(PosixDescriptor file, Lock lock) throws IOException {
    int fd = file.use();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment flock = memory.room();
      Flock.setWholeFile(flock, lock.type);
      int command = OwnershipSymbols.F_OFD_GETLK;
      check("fcntl", OwnershipSymbols.lock(memory.errno(), fd, command, flock.address()), file);
      return Flock.type(flock) == Flock.F_UNLCK
          ? OptionalInt.empty()
          : OptionalInt.of(Flock.pid(flock));
    } finally {
      file.done();
    }
  }

  private static void check(String call, int result, PosixDescriptor file) throws IOException {
    if (result < 0) {
      throw new PosixException(call, -result, file.toString());
    }
  }
}
