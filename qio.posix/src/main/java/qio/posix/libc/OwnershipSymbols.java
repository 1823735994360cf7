package qio.posix.libc;

import java.lang.foreign.MemorySegment;

/** The calls that say who has a file: owner, group, permissions and locks. */
public final class OwnershipSymbols {

  /** {@code fcntl}: asks who has the lock that is in the way. */
  public static final int F_OFD_GETLK = 36;

  /** {@code fcntl}: sets a lock of the open file description, or fails. */
  public static final int F_OFD_SETLK = 37;

  private static final LibcFunction FCHMOD = LibcFunction.named("fchmod");
  private static final LibcFunction FCHOWN = LibcFunction.named("fchown");
  private static final LibcFunction FCNTL_LOCK = LibcFunction.named("fcntl");

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
    return FCHMOD.intCall(errno, fd, mode);
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
    return FCHOWN.intCall(errno, fd, owner, group);
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
    return FCNTL_LOCK.intCall(errno, fd, command, flock);
  }
}
