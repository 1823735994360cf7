package qio.posix.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls that say who has a file: owner, group, permissions and locks. */
public final class OwnershipSymbols {

  /** {@code fcntl}: asks who has the lock that is in the way. */
  public static final int F_OFD_GETLK = 36;

  /** {@code fcntl}: sets a lock of the open file description, or fails. */
  public static final int F_OFD_SETLK = 37;

  private static final MethodHandle FCHMOD =
      Linkage.row("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle FCHOWN =
      Linkage.row("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle FCNTL_LOCK =
      Linkage.row(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.firstVariadicArg(2));

  private OwnershipSymbols() {}

  /**
   * {@code fchmod(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param mode the permissions
   * @return 0 or -errno
   */
  public static int fchmod(MemorySegment errno, int fd, int mode) {
    try {
      return Linkage.result(errno, (int) FCHMOD.invokeExact(errno, fd, mode));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code fchown(2)}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param owner the user's number, -1 to leave it
   * @param group the group's number, -1 to leave it
   * @return 0 or -errno
   */
  public static int fchown(MemorySegment errno, int fd, int owner, int group) {
    try {
      return Linkage.result(errno, (int) FCHOWN.invokeExact(errno, fd, owner, group));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code fcntl(2)} with a {@code struct flock}.
   *
   * @param errno where errno is captured
   * @param fd the descriptor
   * @param command {@link #F_OFD_GETLK} or {@link #F_OFD_SETLK}
   * @param flock the struct
   * @return 0 or -errno
   */
  public static int lock(MemorySegment errno, int fd, int command, long flock) {
    try {
      return Linkage.result(errno, (int) FCNTL_LOCK.invokeExact(errno, fd, command, flock));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }
}
