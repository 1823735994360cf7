package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct iovec}: where one piece of a scattered transfer lies. */
public final class Iovec {

  /** The struct; pointers are longs, since this module computes them. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long BASE = Fields.offset(LAYOUT, "iov_base");
  private static final long LENGTH = Fields.offset(LAYOUT, "iov_len");

  private Iovec() {}

  /**
   * Fills one element of an array of them.
   *
   * @param array the array
   * @param index which element
   * @param address where the piece begins
   * @param length its length in bytes
   */
  public static void set(MemorySegment array, int index, long address, long length) {
    array.set(JAVA_LONG, index * SIZE + BASE, address);
    array.set(JAVA_LONG, index * SIZE + LENGTH, length);
  }
}
