package qio.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSpanTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999999, 0 ms",
    "1000000, 1 ms",
    "999999999, 999 ms",
    "1000000000, 1.00 s",
    "1234567890, 1.23 s",
    "59994000000, 59.99 s",
    "59996000000, 1:00",
    "60000000000, 1:00",
    "125000000000, 2:05",
    "3725000000000, 1:02:05"
  })
  void timesAreWrittenInTheUnitThatFits(long nanos, String text) {
    assertEquals(text, TimeSpan.of(nanos));
  }
}
