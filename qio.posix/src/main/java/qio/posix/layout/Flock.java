package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct flock}: a lock on a range of a file. */
public final class Flock {

  /** {@code l_type}: shared. */
  public static final short F_RDLCK = 0;

  /** {@code l_type}: exclusive. */
  public static final short F_WRLCK = 1;

  /** {@code l_type}: none. */
  public static final short F_UNLCK = 2;

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("l_type"),
          JAVA_SHORT.withName("l_whence"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("l_start"),
          JAVA_LONG.withName("l_len"),
          JAVA_INT.withName("l_pid"),
          MemoryLayout.paddingLayout(4));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long TYPE = Fields.offset(LAYOUT, "l_type");
  private static final long PID = Fields.offset(LAYOUT, "l_pid");

  private Flock() {}

  /**
   * Fills one for the whole file, however long it gets.
   *
   * @param flock the struct
   * @param type {@link #F_RDLCK}, {@link #F_WRLCK} or {@link #F_UNLCK}
   */
  public static void setWholeFile(MemorySegment flock, short type) {
    flock.asSlice(0, SIZE).fill((byte) 0);
    flock.set(JAVA_SHORT, TYPE, type);
  }

  /**
   * The kind of lock.
   *
   * @param flock the struct
   * @return {@link #F_RDLCK}, {@link #F_WRLCK} or {@link #F_UNLCK}
   */
  public static short type(MemorySegment flock) {
    return flock.get(JAVA_SHORT, TYPE);
  }

  /**
   * The process that has the lock.
   *
   * @param flock the struct
   * @return its number, or -1 if an open file description has it
   */
  public static int pid(MemorySegment flock) {
    return flock.get(JAVA_INT, PID);
  }
}
