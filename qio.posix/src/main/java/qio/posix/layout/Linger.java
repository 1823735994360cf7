package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct linger}: how long close waits for unsent data. */
public final class Linger {

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(JAVA_INT.withName("l_onoff"), JAVA_INT.withName("l_linger"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long ON = Fields.offset(LAYOUT, "l_onoff");
  private static final long SECONDS = Fields.offset(LAYOUT, "l_linger");

  private Linger() {}

  /**
   * Fills one.
   *
   * @param linger the struct
   * @param seconds the time, negative for not at all
   */
  public static void set(MemorySegment linger, int seconds) {
    linger.set(JAVA_INT, ON, seconds < 0 ? 0 : 1);
    linger.set(JAVA_INT, SECONDS, Math.max(seconds, 0));
  }

  /**
   * How long close waits.
   *
   * @param linger the struct
   * @return the time in seconds, negative for not at all
   */
  public static int seconds(MemorySegment linger) {
    return linger.get(JAVA_INT, ON) == 0 ? -1 : linger.get(JAVA_INT, SECONDS);
  }
}
