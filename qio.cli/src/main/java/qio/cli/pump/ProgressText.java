package qio.cli.pump;

import java.util.OptionalLong;
import qio.cli.text.ByteCount;
import qio.cli.text.TimeSpan;

/** The progress of a transfer in words, and as a bar for terminals. */
public final class ProgressText {

  private static final int LEAST_BAR = 10;
  private static final int WIDEST_BAR = 40;

  private ProgressText() {}

  /**
   * One line of a log: {@code 512 MiB of 1.0 GiB (50 %), 256 MiB/s, 0:02 left}.
   *
   * @param reading how it goes
   * @return the line
   */
  public static String line(Meter.Reading reading) {
    var line = new StringBuilder(ByteCount.of(reading.moved()));
    reading.total().ifPresent(total -> line.append(" of ").append(ByteCount.of(total)));
    reading.percent().ifPresent(percent -> line.append(" (").append(percent).append(" %)"));
    line.append(", ").append(ByteCount.of(reading.bytesPerSecond())).append("/s");
    reading.secondsLeft().ifPresent(left -> line.append(", ").append(left(left)));
    return line.toString();
  }

  /**
   * One line of a terminal, never wider than it: {@code [=====> ] 50 % 512 MiB 256 MiB/s 0:02
   * left}; without a bar where the total is not known or there is no room.
   *
   * @param reading how it goes
   * @param width of the terminal, in columns
   * @return the line
   */
  public static String bar(Meter.Reading reading, int width) {
    OptionalLong percent = reading.percent();
    String words =
        (percent.isPresent() ? String.format("%3d %%  ", percent.getAsLong()) : "")
            + String.format(
                "%9s  %11s",
                ByteCount.of(reading.moved()), ByteCount.of(reading.bytesPerSecond()) + "/s")
            + "  "
            + (reading.secondsLeft().isPresent()
                ? left(reading.secondsLeft().getAsLong())
                : TimeSpan.clock(reading.nanos() / 1_000_000_000));
    int room = Math.min(WIDEST_BAR, width - words.length() - "[]  ".length());
    String line =
        percent.isEmpty() || room < LEAST_BAR
            ? words
            : "[" + drawn(percent.getAsLong(), room) + "]  " + words;
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  private static String drawn(long percent, int room) {
    int done = (int) (room * percent / 100);
    String head = done == room ? "" : ">";
    return "=".repeat(done) + head + " ".repeat(room - done - head.length());
  }

  private static String left(long seconds) {
    return TimeSpan.clock(seconds) + " left";
  }
}
