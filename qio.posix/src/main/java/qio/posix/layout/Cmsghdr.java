package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct cmsghdr}: one piece of control data, followed by its payload. */
public final class Cmsghdr {

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("cmsg_len"),
          JAVA_INT.withName("cmsg_level"),
          JAVA_INT.withName("cmsg_type"));

  /** Its size in bytes, which is where the payload begins ({@code CMSG_DATA}). */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long LENGTH = Fields.offset(LAYOUT, "cmsg_len");
  private static final long LEVEL = Fields.offset(LAYOUT, "cmsg_level");
  private static final long TYPE = Fields.offset(LAYOUT, "cmsg_type");

  private Cmsghdr() {}

  /**
   * The room that a payload takes with header and padding ({@code CMSG_SPACE}).
   *
   * @param payload its length in bytes
   * @return the room in bytes
   */
  public static long space(long payload) {
    return SIZE + align(payload);
  }

  /**
   * Where the next header lies, counted from this one ({@code CMSG_NXTHDR}).
   *
   * @param length {@code cmsg_len}
   * @return the distance in bytes
   */
  public static long align(long length) {
    return (length + Long.BYTES - 1) & -Long.BYTES;
  }

  /**
   * Fills a header.
   *
   * @param control the control buffer
   * @param offset where the header lies in it
   * @param level {@code cmsg_level}
   * @param type {@code cmsg_type}
   * @param payload the length of the payload in bytes
   */
  public static void set(MemorySegment control, long offset, int level, int type, long payload) {
    control.set(JAVA_LONG, offset + LENGTH, SIZE + payload);
    control.set(JAVA_INT, offset + LEVEL, level);
    control.set(JAVA_INT, offset + TYPE, type);
  }

  /**
   * The length of header and payload.
   *
   * @param control the control buffer
   * @param offset where the header lies in it
   * @return {@code cmsg_len}
   */
  public static long length(MemorySegment control, long offset) {
    return control.get(JAVA_LONG, offset + LENGTH);
  }

  /**
   * Whether a header has this level and type.
   *
   * @param control the control buffer
   * @param offset where the header lies in it
   * @param level {@code cmsg_level}
   * @param type {@code cmsg_type}
   * @return true if both fit
   */
  public static boolean is(MemorySegment control, long offset, int level, int type) {
    return control.get(JAVA_INT, offset + LEVEL) == level
        && control.get(JAVA_INT, offset + TYPE) == type;
  }
}
