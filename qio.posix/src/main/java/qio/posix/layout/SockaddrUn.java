package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct sockaddr_un}: a path with a NUL behind it, an abstract name with a NUL before it,
 * or nothing. Only the length that goes with the struct tells where an abstract name ends.
 */
public final class SockaddrUn {

  /** The address family. */
  public static final int AF_UNIX = 1;

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("sun_family"),
          MemoryLayout.sequenceLayout(108, JAVA_BYTE).withName("sun_path"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long FAMILY = Fields.offset(LAYOUT, "sun_family");
  private static final long PATH = Fields.offset(LAYOUT, "sun_path");

  private SockaddrUn() {}

  /**
   * Fills one with a path.
   *
   * @param name the struct
   * @param path the path without NUL
   * @return the length that goes with it, in bytes
   */
  public static int setPath(MemorySegment name, byte[] path) {
    clear(name);
    MemorySegment.copy(path, 0, name, JAVA_BYTE, PATH, path.length);
    return (int) Math.min(PATH + path.length + 1, SIZE);
  }

  /**
   * Fills one with an abstract name.
   *
   * @param name the struct
   * @param bytes the name without the leading NUL
   * @return the length that goes with it, in bytes
   */
  public static int setAbstract(MemorySegment name, byte[] bytes) {
    clear(name);
    MemorySegment.copy(bytes, 0, name, JAVA_BYTE, PATH + 1, bytes.length);
    return (int) PATH + 1 + bytes.length;
  }

  /**
   * Fills one without a name.
   *
   * @param name the struct
   * @return the length that goes with it, in bytes
   */
  public static int setUnnamed(MemorySegment name) {
    clear(name);
    return (int) PATH;
  }

  private static void clear(MemorySegment name) {
    name.asSlice(0, SIZE).fill((byte) 0);
    name.set(JAVA_SHORT, FAMILY, (short) AF_UNIX);
  }

  /**
   * The bytes after the family, as far as the length reaches.
   *
   * @param name the struct
   * @param length the length that the kernel gave with it, in bytes
   * @return the bytes
   */
  public static byte[] rest(MemorySegment name, int length) {
    long end = Math.clamp(length, PATH, SIZE);
    return name.asSlice(PATH, end - PATH).toArray(JAVA_BYTE);
  }

  /**
   * The address family, which every kind of address begins with.
   *
   * @param name any {@code sockaddr}
   * @return the family
   */
  public static int family(MemorySegment name) {
    return Short.toUnsignedInt(name.get(JAVA_SHORT, FAMILY));
  }
}
