package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_vm}: machine and port of a virtual machine socket, in host order. */
public final class SockaddrVm {

  /** The address family. */
  public static final int AF_VSOCK = 40;

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("svm_family"),
          JAVA_SHORT.withName("svm_reserved1"),
          JAVA_INT.withName("svm_port"),
          JAVA_INT.withName("svm_cid"),
          JAVA_BYTE.withName("svm_flags"),
          MemoryLayout.sequenceLayout(3, JAVA_BYTE).withName("svm_zero"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long FAMILY = Fields.offset(LAYOUT, "svm_family");
  private static final long PORT = Fields.offset(LAYOUT, "svm_port");
  private static final long CID = Fields.offset(LAYOUT, "svm_cid");

  private SockaddrVm() {}

  /**
   * Fills one.
   *
   * @param name the struct
   * @param cid the machine
   * @param port the port
   * @return the length that goes with it, in bytes
   */
  public static int set(MemorySegment name, long cid, long port) {
    name.asSlice(0, SIZE).fill((byte) 0);
    name.set(JAVA_SHORT, FAMILY, (short) AF_VSOCK);
    name.set(JAVA_INT, PORT, (int) port);
    name.set(JAVA_INT, CID, (int) cid);
    return (int) SIZE;
  }

  /**
   * The port.
   *
   * @param name the struct
   * @return 0 to 2<sup>32</sup> - 1
   */
  public static long port(MemorySegment name) {
    return Integer.toUnsignedLong(name.get(JAVA_INT, PORT));
  }

  /**
   * The machine.
   *
   * @param name the struct
   * @return 0 to 2<sup>32</sup> - 1
   */
  public static long cid(MemorySegment name) {
    return Integer.toUnsignedLong(name.get(JAVA_INT, CID));
  }
}
