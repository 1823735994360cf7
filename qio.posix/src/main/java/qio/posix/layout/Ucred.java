package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ucred}: who is at the other end of a UNIX socket. */
public final class Ucred {

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("pid"), JAVA_INT.withName("uid"), JAVA_INT.withName("gid"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long PID = Fields.offset(LAYOUT, "pid");
  private static final long UID = Fields.offset(LAYOUT, "uid");
  private static final long GID = Fields.offset(LAYOUT, "gid");

  private Ucred() {}

  /**
   * The process.
   *
   * @param ucred the struct
   * @return its id, 0 if there is no connection or the process cannot be seen from here
   */
  public static int pid(MemorySegment ucred) {
    return ucred.get(JAVA_INT, PID);
  }

  /**
   * The effective user.
   *
   * @param ucred the struct
   * @return the id, unsigned
   */
  public static int uid(MemorySegment ucred) {
    return ucred.get(JAVA_INT, UID);
  }

  /**
   * The effective group.
   *
   * @param ucred the struct
   * @return the id, unsigned
   */
  public static int gid(MemorySegment ucred) {
    return ucred.get(JAVA_INT, GID);
  }
}
