package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct pollfd}: one descriptor to wait for. */
public final class Pollfd {

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long FD = Fields.offset(LAYOUT, "fd");
  private static final long EVENTS = Fields.offset(LAYOUT, "events");
  private static final long READY = Fields.offset(LAYOUT, "revents");

  private Pollfd() {}

  /**
   * Fills one element of an array of them.
   *
   * @param array the array
   * @param index which element
   * @param fd the descriptor
   * @param events what to wait for
   */
  public static void set(MemorySegment array, int index, int fd, int events) {
    array.set(JAVA_INT, index * SIZE + FD, fd);
    array.set(JAVA_SHORT, index * SIZE + EVENTS, (short) events);
    array.set(JAVA_SHORT, index * SIZE + READY, (short) 0);
  }

  /**
   * What is ready.
   *
   * @param array the array
   * @param index which element
   * @return {@code revents}
   */
  public static int ready(MemorySegment array, int index) {
    return Short.toUnsignedInt(array.get(JAVA_SHORT, index * SIZE + READY));
  }
}
