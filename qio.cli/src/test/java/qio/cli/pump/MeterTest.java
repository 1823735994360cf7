package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MeterTest {

  private static final long SECOND = 1_000_000_000;

  private long now = 17 * SECOND;
  private long moved;

  private Meter meter(OptionalLong total) {
    return new Meter(() -> moved, total, () -> now);
  }

  private Meter.Reading after(Meter meter, long seconds, long bytes) {
    now += seconds * SECOND;
    moved += bytes;
    return meter.read();
  }

  @Test
  void anEvenTransferHasItsRateAndItsTimeLeft() {
    Meter meter = meter(OptionalLong.of(1000));
    after(meter, 1, 100);
    Meter.Reading reading = after(meter, 1, 100);
    assertEquals(200, reading.moved());
    assertEquals(100, reading.bytesPerSecond());
    assertEquals(OptionalLong.of(20), reading.percent());
    assertEquals(OptionalLong.of(8), reading.secondsLeft());
    assertEquals(2 * SECOND, reading.nanos());
  }

  @Test
  void aTransferThatSlowsDownIsSeenToWithinSeconds() {
    Meter meter = meter(OptionalLong.of(1_000_000));
    for (int i = 0; i < 60; i++) {
      after(meter, 1, 1000);
    }
    Meter.Reading last = meter.read();
    for (int i = 0; i < 10; i++) {
      last = after(meter, 1, 10);
    }
    assertTrue(last.bytesPerSecond() < 100, () -> "still " + meter.read());
    assertTrue(last.bytesPerSecond() >= 10);
  }

  @Test
  void aStalledTransferHasNoTimeLeftToTell() {
    Meter meter = meter(OptionalLong.of(1000));
    Meter.Reading reading = after(meter, 5, 0);
    assertEquals(0, reading.bytesPerSecond());
    assertEquals(OptionalLong.empty(), reading.secondsLeft());
  }

  @Test
  void withoutATotalThereIsNoPercentage() {
    Meter.Reading reading = after(meter(OptionalLong.empty()), 1, 5);
    assertEquals(OptionalLong.empty(), reading.percent());
    assertEquals(OptionalLong.empty(), reading.secondsLeft());
    assertEquals(5, reading.bytesPerSecond());
  }

  @Test
  void aFileThatGrewIsNeverMoreThanDone() {
    Meter.Reading reading = after(meter(OptionalLong.of(100)), 1, 150);
    assertEquals(OptionalLong.of(100), reading.percent());
    assertEquals(OptionalLong.of(0), reading.secondsLeft());
  }

  @Test
  void allIsOneHundredPercentOnlyWhenDone() {
    Meter meter = meter(OptionalLong.of(1000));
    assertEquals(OptionalLong.of(99), after(meter, 1, 999).percent());
    assertEquals(OptionalLong.of(100), after(meter, 1, 1).percent());
  }

  @Test
  void anEmptyFileIsDoneAtOnce() {
    assertEquals(OptionalLong.of(100), after(meter(OptionalLong.of(0)), 0, 0).percent());
  }

  @Test
  void twoLooksAtTheSameMomentAgree() {
    Meter meter = meter(OptionalLong.of(1000));
    Meter.Reading one = after(meter, 1, 100);
    assertEquals(one, meter.read());
  }
}
