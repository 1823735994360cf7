package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long waits took, and the window that follows, by a clock that the test turns. */
class PollWindowTest {

  private long now = Long.MAX_VALUE - 5_000; // runs over during the tests, as nanoTime may
  private final PollWindow window = new PollWindow(() -> now);

  private void adopt(AdaptivePolling polling) {
    window.set(polling);
    window.isOff();
  }

  private void waited(long nanos) {
    window.beginWait();
    now += nanos;
    window.endWait();
  }

  private List<Long> lengthsAfter(long... waits) {
    return Arrays.stream(waits)
        .mapToObj(
            each -> {
              waited(each);
              return window.length();
            })
        .toList();
  }

  @Test
  void itDoublesFromFourMicrosecondsUpToTheMaximum() {
    adopt(AdaptivePolling.upTo(Duration.ofNanos(32_768)));
    assertEquals(
        List.of(4_000L, 8_000L, 16_000L, 32_000L, 32_768L, 32_768L),
        lengthsAfter(30_000, 30_000, 30_000, 30_000, 32_767, 32_768));
  }

  @ParameterizedTest
  @CsvSource({
    // maximum, grow, shrink, window before, the wait, window after
    "32000, 2, 0, 16000,     0, 16000",
    "32000, 2, 0, 16000, 15999, 16000",
    "32000, 2, 0, 16000, 16000, 16000",
    "32000, 2, 0, 16000, 16001, 32000",
    "32000, 2, 0, 16000, 31999, 32000",
    "32000, 2, 0, 16000, 32000, 16000",
    "32000, 2, 0, 16000, 32001,     0",
    "32000, 2, 4, 16000, 32001,  4000",
    "32000, 2, 1, 16000, 32001, 16000",
    "40000, 3, 0,  4000, 10000, 12000",
    "40000, 3, 0, 36000, 39999, 40000",
    "40000, 1, 0,  4000, 39999,  4000",
    " 3000, 2, 0,     0,  2999,  3000",
    "32000, 2, 0,     0,     1,  4000",
    "32000, 2, 0,     0, 32001,     0",
  })
  void aWaitHasThisEffect(long max, int grow, int shrink, long before, long waited, long after) {
    adopt(new AdaptivePolling(Duration.ofNanos(max), grow, shrink));
    growTo(before);
    waited(waited);
    assertEquals(after, window.length());
  }

  private void growTo(long length) {
    for (int i = 0; i < 10 && window.length() < length; i++) {
      waited(window.length() + 1);
    }
    assertEquals(length, window.length(), "a window that can be grown to");
  }

  @Test
  void aFactorTooLargeForTheNumbersEndsAtTheMaximum() {
    adopt(new AdaptivePolling(Duration.ofSeconds(Long.MAX_VALUE), Integer.MAX_VALUE, 0));
    long most = Long.MAX_VALUE / 2;
    assertEquals(
        List.of(4_000L, 4_000L * Integer.MAX_VALUE, most, most),
        lengthsAfter(1_000_000, 1_000_000, most - 1, most));
  }

  @Test
  void aNewSettingIsAdoptedByTheNextTurnAndBeginsFromZero() {
    adopt(AdaptivePolling.upTo(Duration.ofMillis(1)));
    waited(1_000);
    window.set(AdaptivePolling.upTo(Duration.ofMillis(2)));
    assertEquals(4_000, window.length(), "the turn under way keeps its window");
    assertFalse(window.isOff());
    assertEquals(0, window.length());
    assertEquals(Duration.ofMillis(2), window.setting().max());
    adopt(AdaptivePolling.OFF);
    assertTrue(window.isOff());
  }

  @Test
  void numbersWithoutAMeaningAreRefused() {
    Duration max = Duration.ofNanos(1);
    assertThrows(IllegalArgumentException.class, () -> AdaptivePolling.upTo(max.negated()));
    assertThrows(IllegalArgumentException.class, () -> new AdaptivePolling(max, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new AdaptivePolling(max, 2, -1));
  }
}
