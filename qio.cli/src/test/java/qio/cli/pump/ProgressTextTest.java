package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTextTest {

  private static final long MIB = 1 << 20;

  private static final Meter.Reading HALF =
      new Meter.Reading(512 * MIB, OptionalLong.of(1024 * MIB), 2_000_000_000, 256 * MIB);

  private static final Meter.Reading STREAM =
      new Meter.Reading(5 * MIB, OptionalLong.empty(), 65_000_000_000L, MIB);

  @Test
  void aLineTellsAmountShareRateAndTimeLeft() {
    assertEquals("512 MiB of 1.0 GiB (50 %), 256 MiB/s, 0:02 left", ProgressText.line(HALF));
  }

  @Test
  void aStreamWithoutTotalTellsAmountAndRate() {
    assertEquals("5.0 MiB, 1.0 MiB/s", ProgressText.line(STREAM));
  }

  @Test
  void theBarIsHalfFullAtFiftyPercent() {
    assertEquals(
        "[==============>             ]   50 %    512 MiB    256 MiB/s  0:02 left",
        ProgressText.bar(HALF, 72));
  }

  @Test
  void aStreamHasNoBarButItsTimeSoFar() {
    assertEquals("  5.0 MiB    1.0 MiB/s  1:05", ProgressText.bar(STREAM, 79));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 40, 50, 51, 52, 60, 79, 120, 300})
  void theBarNeverLeavesItsLine(int width) {
    assertTrue(ProgressText.bar(HALF, width).length() <= width);
    assertTrue(ProgressText.bar(STREAM, width).length() <= width);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 99, 100})
  void theBarIsAsLongAtEveryPercentage(long percent) {
    var reading = new Meter.Reading(percent, OptionalLong.of(100), 1, 1 << 30);
    String bar = ProgressText.bar(reading, 79);
    assertEquals(1, bar.chars().filter(c -> c == '[').count());
    assertEquals(ProgressText.bar(HALF, 79).indexOf(']'), bar.indexOf(']'));
    assertEquals(percent == 100, !bar.contains(">"));
  }
}
