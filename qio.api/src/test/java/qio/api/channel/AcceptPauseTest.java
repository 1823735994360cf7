package qio.api.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class AcceptPauseTest {

  private final List<String> log = new ArrayList<>();
  private long now = Long.MAX_VALUE - 1_000; // nanoTime may overflow at any moment
  private final AcceptPause pause = new AcceptPause(() -> now, new Lines());

  private final class Lines implements System.Logger {

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
      log.add(text);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      log.add(format);
    }
  }

  private void shortage() {
    pause.shortage(new ResourceShortageException("x: EMFILE", new IOException()));
  }

  @Test
  void theWaitGrowsToASecondAndStartsAnewAfterASuccess() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      shortage();
      waits.add(Duration.ofNanos(pause.remaining()).toMillis());
    }
    assertEquals(List.of(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L), waits);
    pause.success("x");
    assertEquals(0, pause.remaining());
    shortage();
    assertEquals(10, Duration.ofNanos(pause.remaining()).toMillis());
  }

  @Test
  void thePauseIsOverWhenItsTimeHasPassed() {
    shortage();
    now += Duration.ofMillis(9).toNanos();
    assertTrue(pause.remaining() > 0);
    now += Duration.ofMillis(1).toNanos();
    assertEquals(0, pause.remaining());
  }

  @Test
  void anEpisodeIsSaidOnceAndSoIsItsEnd() {
    for (int i = 0; i < 50; i++) {
      shortage();
    }
    pause.success("x");
    pause.success("x");
    assertEquals(List.of("x: EMFILE; accepting pauses until it passes", "x: accepting again"), log);
  }

  @Test
  void whoFailsAndSucceedsInTurnSaysSoOnceInAMinute() {
    for (int i = 0; i < 50; i++) {
      shortage();
      pause.success("x");
    }
    assertEquals(2, log.size(), log::toString);
    now += Duration.ofMinutes(1).toNanos();
    shortage();
    assertEquals(3, log.size(), log::toString);
  }

  @Test
  void oneClientsTroubleIsSaidAndOnlyTheNextOnesMakesItPause() {
    pause.failure("x", new IOException("one"));
    assertEquals(0, pause.remaining());
    pause.failure("x", new IOException("two"));
    assertTrue(pause.remaining() > 0);
    assertEquals(2, log.size(), log::toString);
    pause.success("x");
    pause.failure("x", new IOException("three"));
    assertEquals(0, pause.remaining());
  }
}
