package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct sock_extended_err}: a message of a socket's error queue. The same on every machine:
 * nothing in it is wider than 32 bits.
 */
public final class SockExtendedErr {

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("ee_errno"),
          JAVA_BYTE.withName("ee_origin"),
          JAVA_BYTE.withName("ee_type"),
          JAVA_BYTE.withName("ee_code"),
          JAVA_BYTE.withName("ee_pad"),
          JAVA_INT.withName("ee_info"),
          JAVA_INT.withName("ee_data"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  /** {@code SO_EE_ORIGIN_ZEROCOPY}: the message is a notice of zero-copy writes. */
  public static final int ORIGIN_ZEROCOPY = 5;

  /** {@code SO_EE_CODE_ZEROCOPY_COPIED}: the kernel copied them after all. */
  public static final int CODE_COPIED = 1;

  private static final long ERRNO = Fields.offset(LAYOUT, "ee_errno");
  private static final long ORIGIN = Fields.offset(LAYOUT, "ee_origin");
  private static final long CODE = Fields.offset(LAYOUT, "ee_code");
  private static final long INFO = Fields.offset(LAYOUT, "ee_info");
  private static final long DATA = Fields.offset(LAYOUT, "ee_data");

  private SockExtendedErr() {}

  /**
   * The error that the message carries.
   *
   * @param memory where the struct lies
   * @param offset where in it
   * @return {@code errno}, 0 for none
   */
  public static int errno(MemorySegment memory, long offset) {
    return memory.get(JAVA_INT, offset + ERRNO);
  }

  /**
   * What the message is about.
   *
   * @param memory where the struct lies
   * @param offset where in it
   * @return {@code ee_origin}
   */
  public static int origin(MemorySegment memory, long offset) {
    return Byte.toUnsignedInt(memory.get(JAVA_BYTE, offset + ORIGIN));
  }

  /**
   * What the origin has to say.
   *
   * @param memory where the struct lies
   * @param offset where in it
   * @return {@code ee_code}
   */
  public static int code(MemorySegment memory, long offset) {
    return Byte.toUnsignedInt(memory.get(JAVA_BYTE, offset + CODE));
  }

  /**
   * Of a zero-copy notice, the first write that it is about.
   *
   * @param memory where the struct lies
   * @param offset where in it
   * @return {@code ee_info}, an unsigned number
   */
  public static int info(MemorySegment memory, long offset) {
    return memory.get(JAVA_INT, offset + INFO);
  }

  /**
   * Of a zero-copy notice, the last write that it is about.
   *
   * @param memory where the struct lies
   * @param offset where in it
   * @return {@code ee_data}, an unsigned number
   */
  public static int data(MemorySegment memory, long offset) {
    return memory.get(JAVA_INT, offset + DATA);
  }
}
