package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct timespec}: a time in seconds and nanoseconds. */
public final class Timespec {

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long SECONDS = Fields.offset(LAYOUT, "tv_sec");
  private static final long NANOS = Fields.offset(LAYOUT, "tv_nsec");
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Timespec() {}

  /**
   * Fills one.
   *
   * @param time the struct
   * @param offset where it lies in the segment
   * @param nanos the time in nanoseconds, not negative
   */
  public static void set(MemorySegment time, long offset, long nanos) {
    time.set(JAVA_LONG, offset + SECONDS, nanos / NANOS_PER_SECOND);
    time.set(JAVA_LONG, offset + NANOS, nanos % NANOS_PER_SECOND);
  }
}
