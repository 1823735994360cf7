package qio.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.tck.Rule;

/** No wake-up is lost, and a sleeper wakes for the reasons it should. */
final class WaitersTest {

  private static final long FOREVER = Long.MAX_VALUE;
  private static final int ROUNDS = 100_000;

  private static Thread.Builder threads(boolean virtual) {
    return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  @Rule("MEM-10")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noChangeIsMissedHoweverItFallsTogetherWithGoingToSleep(boolean virtual) throws Exception {
    AtomicLong produced = new AtomicLong();
    AtomicLong consumed = new AtomicLong();
    Waiters forMore = new Waiters(() -> produced.get() > consumed.get());
    Waiters forRoom = new Waiters(() -> produced.get() == consumed.get());
    CountDownLatch done = new CountDownLatch(2);
    threads(virtual)
        .start(
            () -> {
              for (long i = 0; i < ROUNDS; i++) {
                while (produced.get() != consumed.get()) {
                  forRoom.await(FOREVER);
                }
                produced.set(i + 1);
                forMore.changed();
              }
              done.countDown();
            });
    threads(virtual)
        .start(
            () -> {
              for (long i = 0; i < ROUNDS; i++) {
                while (produced.get() == consumed.get()) {
                  forMore.await(FOREVER);
                }
                consumed.set(i + 1);
                forRoom.changed();
              }
              done.countDown();
            });
    assertTrue(
        done.await(40, TimeUnit.SECONDS),
        () -> "stuck at " + produced + " produced and " + consumed + " consumed");
    assertEquals(ROUNDS, consumed.get());
  }

  @Rule("MEM-10")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWakeThatComesFirstKeepsTheNextSleeperFromSleeping(boolean virtual) throws Exception {
    Waiters waiters = new Waiters(() -> false);
    waiters.wake();
    CountDownLatch awake = new CountDownLatch(1);
    Thread sleeper =
        threads(virtual)
            .start(
                () -> {
                  waiters.await(FOREVER);
                  awake.countDown();
                });
    assertTrue(awake.await(20, TimeUnit.SECONDS));
    sleeper.join();
    assertFalse(waiters.await(1), "it counts once");
  }

  @Test
  void aSleeperWakesWhenTheTimeIsUpAndNotBefore() {
    Waiters waiters = new Waiters(() -> false);
    long start = System.nanoTime();
    assertFalse(waiters.await(5_000_000));
    assertTrue(System.nanoTime() - start >= 5_000_000);
  }

  @Test
  void anInterruptWakesASleeperAndStaysPending() {
    Waiters waiters = new Waiters(() -> false);
    Thread.currentThread().interrupt();
    assertTrue(waiters.await(FOREVER));
    assertTrue(Thread.interrupted());
  }

  @Test
  void whatIsReadyNeedsNoSleep() {
    AtomicBoolean ready = new AtomicBoolean(true);
    Waiters waiters = new Waiters(ready::get);
    assertTrue(waiters.await(FOREVER));
    ready.set(false);
    assertFalse(waiters.await(1));
  }
}
