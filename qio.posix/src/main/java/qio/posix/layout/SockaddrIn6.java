package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in6}: an IPv6 address. Port and address are in network order, the scope is
 * not.
 */
public final class SockaddrIn6 {

  /** The address family. */
  public static final int AF_INET6 = 10;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("sin6_family"),
          NETWORK_SHORT.withName("sin6_port"),
          JAVA_INT.withName("sin6_flowinfo"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
          JAVA_INT.withName("sin6_scope_id"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long FAMILY = Fields.offset(LAYOUT, "sin6_family");
  private static final long PORT = Fields.offset(LAYOUT, "sin6_port");
  private static final long ADDRESS = Fields.offset(LAYOUT, "sin6_addr");
  private static final long SCOPE = Fields.offset(LAYOUT, "sin6_scope_id");

  private SockaddrIn6() {}

  /**
   * Fills one.
   *
   * @param name the struct
   * @param address the four or sixteen bytes of the address; four are mapped
   * @param port the port
   * @param scope the interface of a link-local address, 0 for none
   */
  public static void set(MemorySegment name, byte[] address, int port, int scope) {
    name.asSlice(0, SIZE).fill((byte) 0);
    name.set(JAVA_SHORT, FAMILY, (short) AF_INET6);
    name.set(NETWORK_SHORT, PORT, (short) port);
    name.set(JAVA_INT, SCOPE, scope);
    if (address.length == 4) {
      name.set(JAVA_SHORT, ADDRESS + 10, (short) 0xffff);
      MemorySegment.copy(address, 0, name, JAVA_BYTE, ADDRESS + 12, 4);
    } else {
      MemorySegment.copy(address, 0, name, JAVA_BYTE, ADDRESS, 16);
    }
  }

  /**
   * The port.
   *
   * @param name the struct
   * @return the port
   */
  public static int port(MemorySegment name) {
    return Short.toUnsignedInt(name.get(NETWORK_SHORT, PORT));
  }

  /**
   * The address.
   *
   * @param name the struct
   * @return its sixteen bytes
   */
  public static byte[] address(MemorySegment name) {
    return name.asSlice(ADDRESS, 16).toArray(JAVA_BYTE);
  }

  /**
   * The interface of a link-local address.
   *
   * @param name the struct
   * @return its index, 0 for none
   */
  public static int scope(MemorySegment name) {
    return name.get(JAVA_INT, SCOPE);
  }
}
