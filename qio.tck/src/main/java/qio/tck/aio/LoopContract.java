package qio.tck.aio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import qio.api.aio.AioContext;

/** What the contracts of loops have in common: a loop on an observed poller, and a pair. */
@Timeout(60)
abstract class LoopContract {

  /** Long enough that only a fault makes a wait take it. */
  static final Duration LONG = Duration.ofSeconds(Crew.LIMIT_SECONDS);

  /** Short enough to be waited for in vain. */
  static final Duration SHORT = Duration.ofMillis(20);

  ObservedPoller poller;
  AioContext loop;
  ConnectedPair pair;

  LoopContract() {}

  /**
   * The poller under test.
   *
   * @return how to make one, and pairs for it
   */
  protected abstract PollerFixture fixture();

  @BeforeEach
  final void open() throws IOException {
    poller = new ObservedPoller(fixture().provider());
    loop = AioContext.open("contract", poller);
    pair = fixture().openPair();
  }

  @AfterEach
  final void close() throws IOException {
    loop.close();
    pair.close();
    assertTrue(poller.isClosed(), "closing the loop closes its poller");
  }

  /** Runs turns of the loop until something holds. */
  final void pollUntil(String what, BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Crew.LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "polled in vain until " + what);
      loop.poll(SHORT);
    }
  }

  /** Runs turns of the loop until one makes progress. */
  final void progress() throws IOException {
    progress(loop);
  }

  /** Runs turns of a loop until one makes progress. More than one only if it is woken in vain. */
  static void progress(AioContext loop) throws IOException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!loop.poll(LONG)) {
      assertTrue(System.nanoTime() - deadline < 0, "no progress");
    }
  }
}
