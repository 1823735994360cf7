package qio.cli.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {

  private final List<String> log = new ArrayList<>();
  private long now;
  private final AcceptFailures failures = new AcceptFailures(log::add, () -> now);

  @Test
  void theSameFailureIsSaidOnceHoweverOftenItRecovers() {
    for (int i = 0; i < 50; i++) {
      failures.failed(new IOException("EMFILE"));
      failures.succeeded();
    }
    assertEquals(List.of("cannot accept: EMFILE; trying again", "accepting again"), log);
  }

  @Test
  void anotherFailureIsSaidTooAndTheSameOneAfterAMinute() {
    failures.failed(new IOException("EMFILE"));
    failures.failed(new IOException("ENOMEM"));
    assertEquals(2, log.size(), log::toString);
    now += Duration.ofMinutes(1).toNanos();
    failures.failed(new IOException("ENOMEM"));
    assertEquals(3, log.size(), log::toString);
  }

  @Test
  void theWaitGrowsToASecondAndStartsAnewAfterASuccess() {
    assertEquals(Duration.ofMillis(10), failures.failed(new IOException("x")));
    assertEquals(Duration.ofMillis(20), failures.failed(new IOException("x")));
    for (int i = 0; i < 20; i++) {
      failures.failed(new IOException("x"));
    }
    assertEquals(Duration.ofSeconds(1), failures.failed(new IOException("x")));
    failures.succeeded();
    assertEquals(Duration.ofMillis(10), failures.failed(new IOException("x")));
  }

  @Test
  void successesAreNotWorthALine() {
    failures.succeeded();
    failures.succeeded();
    assertTrue(log.isEmpty());
  }
}
