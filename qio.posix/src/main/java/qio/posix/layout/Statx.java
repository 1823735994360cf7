package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct statx}, as far as this module reads it; unlike {@code stat} it is the same on every
 * machine.
 */
public final class Statx {

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("stx_mask"),
          JAVA_INT.withName("stx_blksize"),
          JAVA_LONG.withName("stx_attributes"),
          JAVA_INT.withName("stx_nlink"),
          JAVA_INT.withName("stx_uid"),
          JAVA_INT.withName("stx_gid"),
          JAVA_SHORT.withName("stx_mode"),
          MemoryLayout.paddingLayout(2),
          JAVA_LONG.withName("stx_ino"),
          JAVA_LONG.withName("stx_size"),
          JAVA_LONG.withName("stx_blocks"),
          JAVA_LONG.withName("stx_attributes_mask"),
          MemoryLayout.sequenceLayout(4, timestamp()).withName("stx_times"),
          JAVA_INT.withName("stx_rdev_major"),
          JAVA_INT.withName("stx_rdev_minor"),
          JAVA_INT.withName("stx_dev_major"),
          JAVA_INT.withName("stx_dev_minor"),
          MemoryLayout.paddingLayout(112));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long MODE = Fields.offset(LAYOUT, "stx_mode");
  private static final long INODE = Fields.offset(LAYOUT, "stx_ino");
  private static final long LENGTH = Fields.offset(LAYOUT, "stx_size");
  private static final long DEVICE_MAJOR = Fields.offset(LAYOUT, "stx_dev_major");
  private static final long DEVICE_MINOR = Fields.offset(LAYOUT, "stx_dev_minor");

  private Statx() {}

  private static StructLayout timestamp() {
    return MemoryLayout.structLayout(
        JAVA_LONG.withName("tv_sec"), JAVA_INT.withName("tv_nsec"), MemoryLayout.paddingLayout(4));
  }

  /**
   * The mode with the file's type.
   *
   * @param statx the struct
   * @return the mode
   */
  public static int mode(MemorySegment statx) {
    return Short.toUnsignedInt(statx.get(JAVA_SHORT, MODE));
  }

  /**
   * The file's number on its device.
   *
   * @param statx the struct
   * @return the inode
   */
  public static long inode(MemorySegment statx) {
    return statx.get(JAVA_LONG, INODE);
  }

  /**
   * The file's size.
   *
   * @param statx the struct
   * @return the size in bytes
   */
  public static long size(MemorySegment statx) {
    return statx.get(JAVA_LONG, LENGTH);
  }

  /**
   * The device that holds the file.
   *
   * @param statx the struct
   * @return its major number in the upper half, its minor number in the lower one
   */
  public static long device(MemorySegment statx) {
    long major = Integer.toUnsignedLong(statx.get(JAVA_INT, DEVICE_MAJOR));
    long minor = Integer.toUnsignedLong(statx.get(JAVA_INT, DEVICE_MINOR));
    return major << Integer.SIZE | minor;
  }
}
