package qio.cli.text;

import java.util.Locale;

/** Times that have passed or are left, for people. */
public final class TimeSpan {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000 * NANOS_PER_MILLI;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int SECONDS_PER_HOUR = 60 * SECONDS_PER_MINUTE;

  private TimeSpan() {}

  /**
   * Writes a time that has passed: {@code 3 ms}, {@code 1.25 s}, {@code 2:05}, {@code 1:02:05}.
   *
   * @param nanos in nanoseconds; not negative
   * @return the text
   */
  public static String of(long nanos) {
    if (nanos < NANOS_PER_SECOND) {
      return nanos / NANOS_PER_MILLI + " ms";
    }
    double seconds = (double) nanos / NANOS_PER_SECOND;
    if (seconds < SECONDS_PER_MINUTE) {
      // 59.995 would be written 60.00, which is 1:00.
      return seconds >= 59.995 ? clock(60) : String.format(Locale.ROOT, "%.2f s", seconds);
    }
    return clock(nanos / NANOS_PER_SECOND);
  }

  /**
   * Writes a time as a clock shows it: {@code 0:07}, {@code 12:30}, {@code 1:00:00}.
   *
   * @param seconds in seconds; not negative
   * @return the text
   */
  public static String clock(long seconds) {
    long hours = seconds / SECONDS_PER_HOUR;
    long minutes = seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE;
    long rest = seconds % SECONDS_PER_MINUTE;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, rest)
        : String.format(Locale.ROOT, "%d:%02d", minutes, rest);
  }
}
