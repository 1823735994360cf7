package qio.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1, 1 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "102348, 99.9 KiB",
    "102349, 100 KiB",
    "1047552, 1023 KiB",
    "1048063, 1023 KiB",
    "1048064, 1.0 MiB",
    "1073741823, 1.0 GiB",
    "1073741824, 1.0 GiB",
    "67108864, 64.0 MiB",
    "9223372036854775807, 8.0 EiB"
  })
  void amountsAreWrittenWithTheUnitThatFits(long bytes, String text) {
    assertEquals(text, ByteCount.of(bytes));
  }

  @Test
  void ratesArePerSecond() {
    assertEquals("2.0 KiB/s", ByteCount.rate(1024, 500_000_000));
    assertEquals("8.0 EiB/s", ByteCount.rate(Long.MAX_VALUE, 1_000_000_000));
  }

  @Test
  void thereIsNoRateBeforeTimeHasPassed() {
    assertEquals("-", ByteCount.rate(1024, 0));
  }
}
