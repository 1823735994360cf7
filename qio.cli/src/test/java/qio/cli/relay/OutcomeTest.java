package qio.cli.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private final Outcome outcome = new Outcome();

  @Test
  void theSideThatEndedFirstClosedTheConnection() {
    outcome.ended(Side.TARGET);
    outcome.ended(Side.CLIENT);
    assertEquals("closed by target", outcome.text());
    assertFalse(outcome.isFailure());
  }

  @Test
  void aFailureIsTheReasonEvenAfterOneSideHadEnded() {
    outcome.ended(Side.CLIENT);
    outcome.failed(Side.TARGET, new IOException("reset"));
    outcome.failed(Side.CLIENT, new IOException("closed"));
    assertEquals("target failed: reset", outcome.text());
    assertTrue(outcome.isFailure());
  }

  @Test
  void aReportIsOneLineWhateverThePeerIsCalled() {
    var report =
        new ConnectionReport(7, "unix:@a\nb\u001b", 12, 34, 1_500_000_000, "closed by client");
    assertEquals(
        "#7 unix:@a b?: 12 bytes to target, 34 bytes to client, 1.50 s, closed by client",
        report.line());
  }
}
