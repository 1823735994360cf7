package qio.api.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The last bytes of a layer; the clock is the test's. */
class FinalSendTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private long now = Long.MAX_VALUE - 1_000; // nanoTime may overflow at any moment
  private final long began = now;
  private long left = 8;
  private boolean told;
  private boolean broken;

  /** How many bytes the peer takes at each try. */
  private int taken;

  private final class Left implements FinalSend.Rest {

    @Override
    public boolean send() throws IOException {
      if (broken) {
        throw new IOException("hung up");
      }
      left = Math.max(0, left - taken);
      return left == 0;
    }

    @Override
    public long unsentData() {
      return left;
    }

    @Override
    public boolean isLossTold() {
      return told;
    }
  }

  /** A wait takes two seconds, or as long as it may. */
  private FinalSend sending(LowerChannel.Waiter waiter) {
    var below =
        new LowerChannel("a+b", null, dst -> 0, dst -> 0, () -> true, src -> 0, () -> true, waiter);
    return new FinalSend(below, new Left(), () -> now);
  }

  private FinalSend sending() {
    return sending(
        (condition, nanos) -> {
          now += Math.min(nanos, Duration.ofSeconds(2).toNanos());
          return true;
        });
  }

  private long seconds() {
    return Duration.ofNanos(now - began).toSeconds();
  }

  @Test
  void aPeerThatTakesNothingIsWaitedForAsLongAsTheLimit() {
    IOException lost = assertThrows(IOException.class, () -> sending().within(LIMIT));
    assertEquals(5, seconds());
    assertEquals(
        "a+b: closed before the last 8 written bytes (or less) were sent: the peer took nothing for"
            + " 5000 ms (close-timeout)",
        lost.getMessage());
  }

  @Test
  void theLimitBeginsAnewWhenSomethingWasTaken() throws Exception {
    taken = 1; // eight tries, two seconds between them
    assertTrue(sending().within(LIMIT));
    assertEquals(14, seconds());
  }

  @Test
  void itIsOverAfterThreeTimesTheLimitThoughSomethingIsTaken() {
    left = 1_000;
    taken = 1;
    assertThrows(IOException.class, () -> sending().within(LIMIT));
    assertEquals(15, seconds());
  }

  @Test
  void whatItsWriterKnowsIsNoNewsAndAFarewellIsNoLoss() throws Exception {
    told = true;
    assertFalse(sending().within(LIMIT));
    told = false;
    left = 0;
    broken = true;
    assertFalse(sending().within(LIMIT));
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    FinalSend sending =
        sending(
            (condition, nanos) -> {
              throw new InterruptedIOException("interrupted");
            });
    assertThrows(IOException.class, () -> sending.within(LIMIT));
    assertTrue(Thread.interrupted());
  }
}
