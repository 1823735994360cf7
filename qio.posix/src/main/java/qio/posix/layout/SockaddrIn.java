package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct sockaddr_in}: an IPv4 address. Port and address are in network order. */
public final class SockaddrIn {

  /** The address family. */
  public static final int AF_INET = 2;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("sin_family"),
          NETWORK_SHORT.withName("sin_port"),
          MemoryLayout.sequenceLayout(4, JAVA_BYTE).withName("sin_addr"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("sin_zero"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long FAMILY = Fields.offset(LAYOUT, "sin_family");
  private static final long PORT = Fields.offset(LAYOUT, "sin_port");
  private static final long ADDRESS = Fields.offset(LAYOUT, "sin_addr");

  private SockaddrIn() {}

  /**
   * Fills one.
   *
   * @param name the struct
   * @param address the four bytes of the address
   * @param port the port
   */
  public static void set(MemorySegment name, byte[] address, int port) {
    name.asSlice(0, SIZE).fill((byte) 0);
    name.set(JAVA_SHORT, FAMILY, (short) AF_INET);
    name.set(NETWORK_SHORT, PORT, (short) port);
    MemorySegment.copy(address, 0, name, JAVA_BYTE, ADDRESS, 4);
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
   * @return its four bytes
   */
  public static byte[] address(MemorySegment name) {
    return name.asSlice(ADDRESS, 4).toArray(JAVA_BYTE);
  }
}
