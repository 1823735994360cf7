package qio.tck.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import qio.api.aio.PollKey;
import qio.api.aio.Poller;
import qio.api.aio.Readiness;
import qio.tck.Rule;

/** What a {@link Poller} must do. The loop on top of it has contracts of its own. */
@Timeout(60)
public abstract class PollerContract {

  private static final long ENDLESS = -1;
  private static final long LONG = TimeUnit.SECONDS.toNanos(Crew.LIMIT_SECONDS);
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(20);

  private Poller poller;
  private ConnectedPair pair;

  /** For subclasses. */
  protected PollerContract() {}

  /**
   * The poller under test.
   *
   * @return how to make one, and pairs for it
   */
  protected abstract PollerFixture fixture();

  @BeforeEach
  final void open() throws IOException {
    poller = fixture().provider().open();
    pair = fixture().openPair();
  }

  @AfterEach
  final void close() throws IOException {
    poller.close();
    pair.close();
  }

  @Test
  final void acceptsThePairs() {
    assertTrue(poller.accepts(pair.reader()));
    assertTrue(poller.accepts(pair.writer()));
  }

  @Test
  final void nothingReadyAndNoTimeGivenReturnsAtOnce() throws IOException {
    Told told = new Told();
    poller.register(pair.reader(), Readiness.READ, told);
    assertEquals(0, poller.poll(0));
    assertEquals(0, told.times());
  }

  @Test
  final void aPollIsNotOverBeforeItsTime() throws IOException {
    poller.register(pair.reader(), Readiness.READ, new Told());
    long before = System.nanoTime();
    assertEquals(0, poller.poll(SHORT));
    assertTrue(System.nanoTime() - before >= SHORT);
  }

  @Test
  final void readinessIsToldInEveryPollWhileItLasts() throws IOException {
    Told told = new Told();
    poller.register(pair.reader(), Readiness.READ, told);
    pair.write();
    assertEquals(1, poller.poll(LONG));
    assertEquals(1, poller.poll(LONG));
    assertEquals(2, told.times());
    assertEquals(Readiness.READ, told.last());
    pair.drain();
    assertEquals(0, poller.poll(0));
    assertEquals(2, told.times());
  }

  @Test
  final void roomToWriteIsToldUntilItIsFull() throws IOException {
    Told told = new Told();
    poller.register(pair.writer(), Readiness.WRITE, told);
    assertEquals(1, poller.poll(LONG));
    assertEquals(Readiness.WRITE, told.last());
    pair.fill();
    assertEquals(0, poller.poll(0));
    pair.drain();
    assertEquals(1, poller.poll(LONG));
  }

  @Test
  final void onlyWhatWasAskedForIsTold() throws IOException {
    Told told = new Told();
    PollKey key = poller.register(pair.reader(), Readiness.NONE, told);
    pair.write();
    assertEquals(0, poller.poll(0));
    key.interest(Readiness.READ);
    assertEquals(1, poller.poll(LONG));
    key.interest(Readiness.NONE);
    assertEquals(0, poller.poll(0));
    assertEquals(1, told.times());
  }

  @Test
  final void theEndOfTheStreamIsTold() throws IOException {
    Told told = new Told();
    poller.register(pair.reader(), Readiness.READ, told);
    pair.hangUp();
    assertEquals(1, poller.poll(LONG));
    assertTrue((told.last() & (Readiness.READ | Readiness.HANG_UP)) != 0);
  }

  @Test
  final void aCancelledKeyIsNotTold() throws IOException {
    Told told = new Told();
    PollKey key = poller.register(pair.reader(), Readiness.READ, told);
    pair.write();
    key.cancel();
    key.cancel();
    assertEquals(0, poller.poll(0));
    assertEquals(0, told.times());
  }

  @Test
  final void cancellingAfterTheDescriptorWasClosedDoesNothing() throws IOException {
    PollKey key = poller.register(pair.reader(), Readiness.READ, new Told());
    pair.close();
    key.cancel();
    assertEquals(0, poller.poll(0));
  }

  @Test
  final void anInterestInAClosedDescriptorIsRefusedEvenIfItIsTheOldOne() throws IOException {
    PollKey key = poller.register(pair.reader(), Readiness.READ, new Told());
    pair.close();
    assertThrows(IOException.class, () -> key.interest(Readiness.READ));
    key.cancel();
  }

  @Test
  final void anInterestInADescriptorWhoseNumberIsInUseAgainIsRefused() throws IOException {
    PollKey stale = poller.register(pair.reader(), Readiness.READ, new Told());
    pair.close();
    pair = fixture().openPair(); // a descriptor gets the lowest number that is free: the same
    assertThrows(IOException.class, () -> stale.interest(Readiness.READ));
    stale.cancel();
    Told told = new Told();
    poller.register(pair.reader(), Readiness.READ, told);
    pair.write();
    assertEquals(1, poller.poll(LONG));
    assertEquals(1, told.times());
  }

  @Test
  final void aCancelledPollableCanBeRegisteredAgainAtOnce() throws IOException {
    for (int i = 0; i < 100; i++) {
      Told told = new Told();
      PollKey key = poller.register(pair.writer(), Readiness.WRITE, told);
      assertEquals(1, poller.poll(LONG));
      assertEquals(1, told.times());
      key.cancel();
    }
  }

  @Test
  final void aPollableCanBeCancelledAndRegisteredWhileAnotherThreadPolls() throws Exception {
    Told told = new Told();
    try (Crew crew = Crew.ofPlatformThreads()) {
      AtomicInteger cycles = new AtomicInteger();
      Future<?> polling =
          crew.send(
              () -> {
                while (cycles.get() < 200) {
                  poller.poll(ENDLESS);
                }
              });
      for (int i = 0; i < 200; i++) {
        PollKey key = poller.register(pair.writer(), Readiness.WRITE, told);
        int seen = told.times();
        Crew.until("a poll has told the new key", () -> told.times() > seen);
        key.cancel();
        cycles.incrementAndGet();
      }
      poller.wakeup();
      Crew.join(polling);
    }
  }

  @Test
  final void aPollableHasOneLiveKey() throws IOException {
    poller.register(pair.reader(), Readiness.READ, new Told());
    assertThrows(
        IllegalArgumentException.class,
        () -> poller.register(pair.reader(), Readiness.READ, new Told()));
  }

  @Test
  final void anInterestSetDuringAPollTakesEffectInIt() throws Exception {
    Told told = new Told();
    PollKey key = poller.register(pair.reader(), Readiness.NONE, told);
    pair.write();
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(
          () -> {
            while (told.times() == 0) {
              poller.poll(LONG);
            }
          });
      key.interest(Readiness.READ);
    }
    assertTrue(told.times() > 0);
  }

  @Test
  final void aRegistrationDuringAPollTakesEffectInIt() throws Exception {
    Told told = new Told();
    pair.write();
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(
          () -> {
            while (told.times() == 0) {
              poller.poll(LONG);
            }
          });
      poller.register(pair.reader(), Readiness.READ, told);
    }
    assertTrue(told.times() > 0);
  }

  @Test
  final void aWakeupBeforeThePollEndsItAndManyCountAsOne() throws IOException {
    poller.wakeup();
    poller.wakeup();
    assertEquals(0, poller.poll(ENDLESS));
    long before = System.nanoTime();
    assertEquals(0, poller.poll(SHORT));
    assertTrue(System.nanoTime() - before >= SHORT, "the second wakeup was kept for later");
  }

  @Test
  final void aWakeupIsNeverLost() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    int rounds = 20_000;
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(
          () -> {
            while (answered.get() < rounds) {
              poller.poll(ENDLESS);
              answered.set(asked.get());
            }
          });
      for (int i = 1; i <= rounds; i++) {
        asked.set(i);
        poller.wakeup();
        int round = i;
        long deadline = System.nanoTime() + LONG;
        while (answered.get() < round) {
          assertTrue(System.nanoTime() < deadline, "a wakeup was lost");
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  final void aWakeupDoesNotEatReadiness() throws IOException {
    Told told = new Told();
    poller.register(pair.reader(), Readiness.READ, told);
    pair.write();
    poller.wakeup();
    poller.poll(ENDLESS);
    poller.poll(LONG);
    assertTrue(told.times() > 0);
  }

  @Test
  final void afterCloseNothingHasAnEffect() throws IOException {
    PollKey key = poller.register(pair.reader(), Readiness.READ, new Told());
    poller.close();
    poller.close();
    poller.wakeup();
    key.interest(Readiness.WRITE);
    key.cancel();
  }

  @Rule("AIO-11")
  @Test
  final void anInterruptNeitherEndsAPollNorGetsLost() throws IOException {
    poller.register(pair.reader(), Readiness.READ, new Told());
    Thread.currentThread().interrupt();
    long before = System.nanoTime();
    poller.poll(SHORT);
    boolean pending = Thread.interrupted();
    assertTrue(System.nanoTime() - before >= SHORT, "the pending interrupt ended the wait");
    assertTrue(pending);
  }

  @Test
  final void descriptorsAreGivenBack() throws IOException {
    Path open = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(open), "no /proc/self/fd to count in");
    cycle();
    long before = count(open);
    for (int i = 0; i < 50; i++) {
      cycle();
    }
    assertEquals(before, count(open));
  }

  private void cycle() throws IOException {
    try (Poller another = fixture().provider().open();
        ConnectedPair ends = fixture().openPair()) {
      PollKey key = another.register(ends.writer(), Readiness.WRITE, new Told());
      assertEquals(1, another.poll(LONG));
      key.cancel();
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  @Test
  final void pollingAllocatesNothing() throws IOException {
    AllocationMeter meter =
        AllocationMeter.find()
            .orElseGet(() -> Assumptions.abort("this machine does not count allocated bytes"));
    Told told = new Told();
    poller.register(pair.writer(), Readiness.WRITE, told);
    int polls = 20_000;
    for (int i = 0; i < polls; i++) {
      poller.poll(ENDLESS);
    }
    long before = meter.read();
    for (int i = 0; i < polls; i++) {
      poller.poll(ENDLESS);
    }
    long bytes = meter.read() - before;
    assertEquals(2 * polls, told.times());
    assertFalse(bytes >= polls, bytes + " bytes in " + polls + " polls");
  }
}
