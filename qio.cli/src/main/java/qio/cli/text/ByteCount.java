package qio.cli.text;

import java.util.Locale;

/** Numbers of bytes and rates, for people. */
public final class ByteCount {

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private static final double STEP = 1024;

  private ByteCount() {}

  /**
   * Writes a number of bytes with three or four digits: {@code 512 B}, {@code 1.0 KiB}, {@code 64.0
   * MiB}, {@code 1000 MiB}.
   *
   * @param bytes how many; not negative
   * @return the text
   */
  public static String of(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    double amount = bytes / STEP;
    int unit = 0;
    while (unit < UNITS.length - 1 && Math.rint(amount) >= STEP) {
      amount /= STEP;
      unit++;
    }
    // 99.95 would be written 100.0: from there on there are digits enough before the point.
    String format = amount < 99.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, amount, UNITS[unit]);
  }

  /**
   * Writes a rate.
   *
   * @param bytes how many bytes were moved
   * @param nanos in how many nanoseconds
   * @return the text, {@code 812 MiB/s} for instance; a dash if no time has passed
   */
  public static String rate(long bytes, long nanos) {
    return nanos <= 0 ? "-" : of((long) (bytes * 1e9 / nanos)) + "/s";
  }
}
