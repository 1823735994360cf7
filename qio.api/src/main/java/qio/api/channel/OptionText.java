package qio.api.channel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the values of options are written. Each message completes the sentence "option x …". */
final class OptionText {

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18})([A-Za-z]*)");

  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  /** In nanoseconds; a {@link Duration} multiplies by BigDecimal, which takes long to load. */
  private static final Map<String, Long> TIMES =
      Map.of(
          "", 1_000_000_000L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private OptionText() {}

  static boolean onOrOff(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("is on or off, not " + text);
    };
  }

  static int integer(String text, int min, int max) {
    try {
      return inRange(Long.parseLong(text), text, min, max);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is a whole number, not " + text, e);
    }
  }

  static int size(String text, int min, int max) {
    Matcher amount = AMOUNT.matcher(text);
    Long unit = amount.matches() ? BYTES.get(amount.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "is a number of bytes such as 65536, 64KiB or 1MiB, not " + text);
    }
    try {
      return inRange(Math.multiplyExact(Long.parseLong(amount.group(1)), unit), text, min, max);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is at most " + max + " bytes, not " + text, e);
    }
  }

  static Duration duration(String text) {
    Matcher amount = AMOUNT.matcher(text);
    Long unit = amount.matches() ? TIMES.get(amount.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("is a time such as 200ms, 5s or 1m, not " + text);
    }
    try {
      return Duration.ofNanos(Math.multiplyExact(Long.parseLong(amount.group(1)), unit));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is a shorter time than " + text, e);
    }
  }

  /** Bounds of a duration that was not written: what can be written. */
  static void checkDuration(Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("is no negative time, " + value);
    }
    if (value.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("is a shorter time than " + value);
    }
  }

  static Path path(String text) {
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("is the name of a file: not empty, without a NUL byte");
    }
    return Path.of(text);
  }

  static void checkRange(int value, int min, int max) {
    inRange(value, Integer.toString(value), min, max);
  }

  private static int inRange(long value, String text, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("is from " + min + " to " + max + ", not " + text);
    }
    return (int) value;
  }
}
