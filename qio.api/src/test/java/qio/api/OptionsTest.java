package qio.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;

/** Options, before they are on their way to a provider. */
class OptionsTest {

  private static final ChannelOption<Integer> COUNT =
      ChannelOption.integer("count", 1, 9, "how many");
  private static final ChannelOption<String> WORD = ChannelOption.text("word", "which");

  private static OptionResolution resolution(QioOptions options, ChannelOption<?>... declared) {
    var provider =
        new InstalledProvider(
            null, "p", ProviderKind.TRANSPORT, "m", 0, 0, Set.of("p"), List.of(declared), null);
    return new OptionResolution("p:x", List.of(provider), Map.of(), options);
  }

  @Test
  void optionsAreNotChangedButReplaced() {
    QioOptions none = QioOptions.none();
    QioOptions one = none.with(COUNT, 1);
    QioOptions two = one.with(COUNT, 2).with("word", "w");

    assertEquals(Map.of(), none.values());
    assertEquals(Map.of("count", 1), one.values());
    assertEquals(Map.of("count", 2, "word", "w"), two.values());
    assertSame(none, QioOptions.none());
  }

  @Test
  void nothingIsNoValue() {
    assertThrows(NullPointerException.class, () -> QioOptions.none().with("word", null));
    assertThrows(NullPointerException.class, () -> QioOptions.none().with(WORD, null));
    assertThrows(NullPointerException.class, () -> QioOptions.none().with((String) null, "w"));
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // what a program without generics can do
  void aValueOfAnotherTypeIsRefusedAtOnceWhereTheTypeIsKnown() {
    ChannelOption raw = COUNT;
    assertThrows(ClassCastException.class, () -> QioOptions.none().with(raw, "many"));
  }

  @Test
  void theTextOfOptionsHasNoValues() {
    QioOptions options = QioOptions.none().with("password", "secret").with(COUNT, 3);
    assertEquals("QioOptions[password, count]", options.toString());
    OptionValues values = OptionValues.of(Map.of(WORD, "secret"));
    assertEquals("[word]", values.toString());
    assertFalse(WORD.toString().contains("secret"));
  }

  @Test
  void valuesAnswerByOption() {
    Map<ChannelOption<?>, Object> given = new HashMap<>(Map.of(COUNT, 3));
    OptionValues values = OptionValues.of(given);
    given.clear();

    assertEquals(Optional.of(3), values.get(COUNT));
    assertEquals(3, values.get(COUNT, 5));
    assertEquals(Optional.empty(), values.get(WORD));
    assertEquals("otherwise", values.get(WORD, "otherwise"));
    assertEquals(Optional.empty(), OptionValues.none().get(COUNT));
  }

  @Test
  void valuesOfAnotherTypeAreRefusedWithoutBeingShown() {
    var refused =
        assertThrows(ClassCastException.class, () -> OptionValues.of(Map.of(COUNT, "secret")));
    assertEquals(
        "option count is a class java.lang.Integer, not a class java.lang.String",
        refused.getMessage());
  }

  @Test
  void optionsAreEqualWhenTheirNamesAre() {
    assertEquals(COUNT, ChannelOption.text("count", "something else"));
    assertEquals(COUNT.hashCode(), ChannelOption.text("count", "").hashCode());
    assertNotEquals(COUNT, WORD);
    assertNotEquals("count", COUNT);
  }

  @Test
  void anOptionTellsWhatItIs() {
    assertEquals("count", COUNT.name());
    assertEquals(Integer.class, COUNT.type());
    assertEquals("how many", COUNT.help());
  }

  @Test
  void timesAreReadInEveryUnit() {
    ChannelOption<Duration> time = ChannelOption.duration("time", "");
    Map<String, Duration> all =
        Map.of(
            "0", Duration.ZERO,
            "7", Duration.ofSeconds(7),
            "7us", Duration.ofNanos(7_000),
            "7ms", Duration.ofMillis(7),
            "7s", Duration.ofSeconds(7),
            "7m", Duration.ofMinutes(7),
            "7h", Duration.ofHours(7));
    all.forEach((text, value) -> assertEquals(value, time.parse(text)));
    for (String text : List.of("", "s", "7 s", "7S", "1.5s", "7d", "+7", "1234567890123456789")) {
      var refused = assertThrows(IllegalArgumentException.class, () -> time.parse(text));
      assertEquals(
          "option time is a time such as 200ms, 5s or 1m, not " + text, refused.getMessage());
    }
  }

  @Test
  void sizesAreReadInEveryUnit() {
    ChannelOption<Integer> size = ChannelOption.size("size", 0, Integer.MAX_VALUE, "");
    Map<String, Integer> all =
        Map.of(
            "0",
            0,
            "7",
            7,
            "7B",
            7,
            "7KiB",
            7 << 10,
            "7MiB",
            7 << 20,
            "1GiB",
            1 << 30,
            "2147483647",
            Integer.MAX_VALUE);
    all.forEach((text, value) -> assertEquals(value, size.parse(text)));
    for (String text : List.of("2GiB", "2147483648")) {
      var tooLarge = assertThrows(IllegalArgumentException.class, () -> size.parse(text));
      assertEquals("option size is from 0 to 2147483647, not " + text, tooLarge.getMessage());
    }
    var refused =
        assertThrows(IllegalArgumentException.class, () -> size.parse("999999999999999999GiB"));
    assertEquals(
        "option size is at most 2147483647 bytes, not 999999999999999999GiB", refused.getMessage());
    for (String text : List.of("", "KiB", "7K", "7kib", "-7", "7 KiB")) {
      assertThrows(IllegalArgumentException.class, () -> size.parse(text), text);
    }
  }

  @Test
  void checkedValuesAreThoseThatCouldBeWritten() {
    assertEquals(9, COUNT.check(9));
    assertEquals("w", WORD.check("w"));
    assertEquals(Path.of("p"), ChannelOption.path("file", "").check(Path.of("p")));
    for (Object wrong : List.of(0, 10, "5", 5L)) {
      assertThrows(IllegalArgumentException.class, () -> COUNT.check(wrong), wrong::toString);
    }
    assertThrows(IllegalArgumentException.class, () -> ChannelOption.size("s", 1, 9, "").check(10));
  }

  @Test
  void resolutionChecksEveryNameBeforeItHandsOutAny() {
    var refused =
        assertThrows(
            InvalidAddressException.class,
            () -> resolution(QioOptions.none().with("nope", "secret"), COUNT, WORD));
    assertEquals("p:x: unknown option 'nope'; p has count, word", refused.getMessage());
  }
}
