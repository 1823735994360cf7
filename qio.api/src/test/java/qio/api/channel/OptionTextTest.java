package qio.api.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTextTest {

  private static final ChannelOption<Integer> WINDOW =
      ChannelOption.size("window", 1, 1 << 30, "bytes in flight");
  private static final ChannelOption<Duration> LIMIT = ChannelOption.duration("limit", "a limit");
  private static final ChannelOption<Integer> BACKLOG =
      ChannelOption.integer("backlog", 1, 4096, "waiting clients");

  @ParameterizedTest
  @CsvSource({"1, 1", "64KiB, 65536", "1MiB, 1048576", "1GiB, 1073741824", "10B, 10"})
  void sizesHaveUnits(String text, int bytes) {
    assertEquals(bytes, WINDOW.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "64kb", "-1", "1.5MiB", "2GiB", "0", "99999999999999999999", "8589934592GiB"})
  void otherSizesAreRefusedWithTheOptionsName(String text) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> WINDOW.parse(text));
    assertTrue(thrown.getMessage().startsWith("option window is "), thrown.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"5s, PT5S", "200ms, PT0.2S", "3, PT3S", "1m, PT1M", "2h, PT2H", "7us, PT0.000007S"})
  void timesHaveUnits(String text, Duration time) {
    assertEquals(time, LIMIT.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5x", "-5s", "5 s", "999999999999999999h"})
  void otherTimesAreRefusedWithTheOptionsName(String text) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> LIMIT.parse(text));
    assertTrue(thrown.getMessage().startsWith("option limit is "), thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "4097", "ten", "", "1.0"})
  void numbersOutOfRangeAreRefused(String text) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> BACKLOG.parse(text));
    assertTrue(thrown.getMessage().startsWith("option backlog is "), thrown.getMessage());
  }

  @Test
  void flagsAreOnOrOff() {
    ChannelOption<Boolean> flag = ChannelOption.flag("verify", "check the name");
    assertTrue(flag.parse("on"));
    assertFalse(flag.parse("off"));
    assertThrows(IllegalArgumentException.class, () -> flag.parse("yes"));
  }

  @Test
  void choicesAreWrittenInLowerCaseWithHyphensAndListedInTheError() {
    ChannelOption<ChannelFeature> choice =
        ChannelOption.choice("feature", ChannelFeature.class, "a feature");
    assertEquals(ChannelFeature.FD_PASS, choice.parse("fd-pass"));
    var thrown = assertThrows(IllegalArgumentException.class, () -> choice.parse("FD_PASS"));
    assertTrue(thrown.getMessage().contains("fd-pass, shutdown"), thrown.getMessage());
  }

  @Test
  void anObjectCannotBeWritten() {
    ChannelOption<Object> object = ChannelOption.object("ssl-context", Object.class, "a context");
    var thrown = assertThrows(IllegalArgumentException.class, () -> object.parse("x"));
    assertTrue(thrown.getMessage().contains("QioOptions"), thrown.getMessage());
  }
}
