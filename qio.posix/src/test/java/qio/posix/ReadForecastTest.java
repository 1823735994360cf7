package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a reader is told to expect, and how fast it learns otherwise. */
class ReadForecastTest {

  private static final long SLEPT = 5_000;

  private long now;
  private final ReadForecast forecast = new ReadForecast(() -> now);

  @Test
  void nothingIsForetoldBeforeReadsWereInVain() {
    for (int i = 0; i < 10; i++) {
      assertFalse(forecast.isNothing());
      forecast.foundSomething();
    }
  }

  @Test
  void readsThatAlwaysFindNothingAtFirstAreForetold() {
    assertEquals(3, triesInVain(3), "it takes three to learn");
    assertEquals(8, triesInVain(64), "then every eighth read tries");
  }

  @Test
  void oneReadThatFindsBytesEndsTheForecast() {
    triesInVain(3);
    for (int i = 0; i < 7; i++) {
      assertTrue(forecast.isNothing());
      read(SLEPT);
    }
    assertFalse(forecast.isNothing(), "the eighth tries");
    read(0);
    assertFalse(forecast.isNothing(), "and has found bytes");
  }

  @Test
  void aWaitThatWasNoneEndsTheForecast() {
    triesInVain(3);
    assertTrue(forecast.isNothing());
    read(100);
    assertFalse(forecast.isNothing(), "the bytes were there");
  }

  /** A layer asks, and then the socket does, for one and the same read. */
  @Test
  void whoAsksTwiceBeforeATryHearsTheSameAndCountsOnce() {
    triesInVain(3);
    for (int i = 0; i < 7; i++) {
      assertTrue(forecast.isNothing());
      assertTrue(forecast.isNothing());
      read(SLEPT);
    }
    assertFalse(forecast.isNothing(), "the eighth tries");
    assertFalse(forecast.isNothing(), "and still does");
  }

  @Test
  void oneReadThatIsTriedAgainAndAgainCountsOnce() {
    assertFalse(forecast.isNothing());
    forecast.beforeTry();
    for (int i = 0; i < 10; i++) {
      forecast.foundNothing();
    }
    forecast.foundSomething();
    assertFalse(forecast.isNothing());
  }

  /** Reads that would find nothing at first; answers how many tried and saw it. */
  private int triesInVain(int reads) {
    int vain = 0;
    for (int i = 0; i < reads; i++) {
      if (!forecast.isNothing()) {
        forecast.beforeTry();
        forecast.foundNothing();
        vain++;
      }
      read(SLEPT);
    }
    return vain;
  }

  /** A try that finds bytes, so long after the wait began. */
  private void read(long waited) {
    now += waited;
    forecast.beforeTry();
    forecast.foundSomething();
  }
}
