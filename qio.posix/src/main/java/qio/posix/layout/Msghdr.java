package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct msghdr}: a message with its pieces and its control data. */
public final class Msghdr {

  /** The struct; pointers are longs, since this module computes them. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("msg_name"),
          JAVA_INT.withName("msg_namelen"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("msg_iov"),
          JAVA_LONG.withName("msg_iovlen"),
          JAVA_LONG.withName("msg_control"),
          JAVA_LONG.withName("msg_controllen"),
          JAVA_INT.withName("msg_flags"),
          MemoryLayout.paddingLayout(4));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long NAME = Fields.offset(LAYOUT, "msg_name");
  private static final long NAME_LENGTH = Fields.offset(LAYOUT, "msg_namelen");
  private static final long IOV = Fields.offset(LAYOUT, "msg_iov");
  private static final long IOV_LENGTH = Fields.offset(LAYOUT, "msg_iovlen");
  private static final long CONTROL = Fields.offset(LAYOUT, "msg_control");
  private static final long CONTROL_LENGTH = Fields.offset(LAYOUT, "msg_controllen");
  private static final long FLAGS = Fields.offset(LAYOUT, "msg_flags");

  private Msghdr() {}

  /**
   * Fills a header without an address.
   *
   * @param header the header
   * @param iovecs the address of the pieces
   * @param count how many pieces
   * @param control the address of the control buffer, 0 for none
   * @param controlLength its length in bytes
   */
  public static void set(
      MemorySegment header, long iovecs, int count, long control, long controlLength) {
    header.set(JAVA_LONG, NAME, 0);
    header.set(JAVA_INT, NAME_LENGTH, 0);
    header.set(JAVA_LONG, IOV, iovecs);
    header.set(JAVA_LONG, IOV_LENGTH, count);
    header.set(JAVA_LONG, CONTROL, control);
    header.set(JAVA_LONG, CONTROL_LENGTH, controlLength);
    header.set(JAVA_INT, FLAGS, 0);
  }

  /**
   * Gives a header that is filled an address as well.
   *
   * @param header the header
   * @param name where the address is, or goes
   * @param length its length, or the room for it, in bytes
   */
  public static void setName(MemorySegment header, long name, int length) {
    header.set(JAVA_LONG, NAME, name);
    header.set(JAVA_INT, NAME_LENGTH, length);
  }

  /**
   * How long the address is that the kernel has written.
   *
   * @param header the header
   * @return the length in bytes; 0 if there is none
   */
  public static int nameLength(MemorySegment header) {
    return header.get(JAVA_INT, NAME_LENGTH);
  }

  /**
   * How much of the control buffer the kernel has filled.
   *
   * @param header the header
   * @return the length in bytes
   */
  public static long controlLength(MemorySegment header) {
    return header.get(JAVA_LONG, CONTROL_LENGTH);
  }

  /**
   * What the kernel tells of the message.
   *
   * @param header the header
   * @return {@code msg_flags}
   */
  public static int flags(MemorySegment header) {
    return header.get(JAVA_INT, FLAGS);
  }
}
