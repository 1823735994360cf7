package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct epoll_event}: packed on x86-64, 12 bytes; naturally aligned elsewhere, 16 bytes.
 */
public final class EpollEvent {

  /** The struct on this machine. */
  public static final StructLayout LAYOUT = layout(Architecture.current());

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long EVENTS = Fields.offset(LAYOUT, "events");
  private static final long DATA = Fields.offset(LAYOUT, "data");

  private EpollEvent() {}

  /**
   * The struct on a machine.
   *
   * @param architecture the machine
   * @return the layout
   */
  public static StructLayout layout(Architecture architecture) {
    return switch (architecture) {
      case X86_64 ->
          MemoryLayout.structLayout(
              JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data"));
      case AARCH64 ->
          MemoryLayout.structLayout(
              JAVA_INT.withName("events"),
              MemoryLayout.paddingLayout(4),
              JAVA_LONG.withName("data"));
    };
  }

  /**
   * Fills one.
   *
   * @param event the struct
   * @param events what to wait for
   * @param data what to tell with it
   */
  public static void set(MemorySegment event, int events, long data) {
    event.set(JAVA_INT, EVENTS, events);
    event.set(JAVA_LONG_UNALIGNED, DATA, data);
  }

  /**
   * What is ready, in one element of an array of them.
   *
   * @param array the array
   * @param index which element
   * @return the events
   */
  public static int events(MemorySegment array, int index) {
    return array.get(JAVA_INT, index * SIZE + EVENTS);
  }

  /**
   * What was registered with it, in one element of an array of them.
   *
   * @param array the array
   * @param index which element
   * @return the data
   */
  public static long data(MemorySegment array, int index) {
    return array.get(JAVA_LONG_UNALIGNED, index * SIZE + DATA);
  }
}
