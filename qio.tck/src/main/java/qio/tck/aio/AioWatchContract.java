package qio.tck.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;
import qio.api.aio.AioWatch;
import qio.api.aio.BottomHalf;
import qio.api.aio.ClosedLoopException;
import qio.api.aio.PollerProvider;
import qio.api.aio.Readiness;
import qio.tck.Rule;

/** What a loop does with handlers and watches, above all when they are removed. */
public abstract class AioWatchContract extends LoopContract {

  /** For subclasses. */
  protected AioWatchContract() {}

  // ---- readiness ----

  @Rule("AIO-2")
  @Test
  final void aReadHandlerIsCalledInEveryTurnWhileThereIsSomethingToRead() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    loop.setFdHandler(pair.reader(), calls::incrementAndGet, null);
    assertFalse(loop.poll(false));
    pair.write();
    progress();
    progress();
    assertEquals(2, calls.get());
    pair.drain();
    assertFalse(loop.poll(false));
    assertEquals(2, calls.get());
  }

  @Test
  final void aWriteHandlerIsCalledWhileThereIsRoom() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    loop.setFdHandler(pair.writer(), null, calls::incrementAndGet);
    progress();
    pair.fill();
    assertFalse(loop.poll(false));
    pair.drain();
    progress();
    assertEquals(2, calls.get());
  }

  @Test
  final void twoNullsEndTheWaitingAndOneEndsItsSide() throws IOException {
    AtomicInteger reads = new AtomicInteger();
    loop.setFdHandler(pair.reader(), reads::incrementAndGet, reads::incrementAndGet);
    pair.write();
    loop.setFdHandler(pair.reader(), null, reads::incrementAndGet);
    loop.poll(false);
    assertEquals(0, reads.get());
    loop.setFdHandler(pair.reader(), reads::incrementAndGet, null);
    progress();
    loop.setFdHandler(pair.reader(), null, null);
    loop.setFdHandler(pair.reader(), null, null);
    assertFalse(loop.poll(false));
    assertEquals(1, reads.get());
  }

  @Test
  final void aHandlerReplacesTheOneBefore() throws IOException {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    pair.write();
    loop.setFdHandler(pair.reader(), first::incrementAndGet, null);
    loop.setFdHandler(pair.reader(), second::incrementAndGet, null);
    progress();
    assertEquals(0, first.get());
    assertEquals(1, second.get());
  }

  @Rule("AIO-2")
  @Test
  final void watchesThatShareAPollableAreEachToldWhatTheyAskedFor() throws IOException {
    Told reading = new Told();
    Told alsoReading = new Told();
    Told idle = new Told();
    AtomicInteger handled = new AtomicInteger();
    loop.watch(pair.reader(), Readiness.NONE, idle);
    loop.watch(pair.reader(), Readiness.READ, reading);
    AioWatch watch = loop.watch(pair.reader(), Readiness.READ, alsoReading);
    loop.setFdHandler(pair.reader(), handled::incrementAndGet, null);
    pair.write();
    progress();
    watch.close();
    progress();
    assertEquals(0, idle.times());
    assertEquals(2, reading.times());
    assertEquals(Readiness.READ, reading.last());
    assertEquals(1, alsoReading.times());
    assertEquals(2, handled.get());
  }

  @Test
  final void theInterestOfOneWatchCanBeChangedUnderAnother() throws IOException {
    Told steady = new Told();
    Told changing = new Told();
    loop.watch(pair.reader(), Readiness.READ, steady);
    AioWatch watch = loop.watch(pair.reader(), Readiness.READ, changing);
    pair.write();
    watch.interest(Readiness.NONE);
    progress();
    assertEquals(0, changing.times());
    watch.interest(Readiness.READ);
    progress();
    assertEquals(1, changing.times());
    assertEquals(2, steady.times());
  }

  @Test
  final void anInterestSetWhileTheLoopWaitsTakesEffectInThatWait() throws Exception {
    Told told = new Told();
    AioWatch watch = loop.watch(pair.reader(), Readiness.NONE, told);
    pair.write();
    loop.start();
    poller.awaitWaiting();
    watch.interest(Readiness.READ);
    Crew.until("the listener is told", () -> told.times() > 0);
  }

  @Test
  final void theEndOfTheStreamIsTold() throws IOException {
    Told told = new Told();
    loop.watch(pair.reader(), Readiness.READ, told);
    pair.hangUp();
    progress();
    assertTrue((told.last() & (Readiness.READ | Readiness.HANG_UP)) != 0);
  }

  @Test
  final void bitsWithoutMeaningAreRefused() throws IOException {
    assertThrows(
        IllegalArgumentException.class, () -> loop.watch(pair.reader(), 0x100, new Told()));
    AioWatch watch = loop.watch(pair.reader(), Readiness.READ, new Told());
    assertThrows(IllegalArgumentException.class, () -> watch.interest(-1));
  }

  @Test
  final void aPollableMovesFromOneLoopToAnother() throws IOException {
    PollerProvider provider = fixture().provider();
    Told here = new Told();
    Told there = new Told();
    pair.write();
    try (AioContext other = AioContext.open("other", provider)) {
      for (int i = 1; i <= 3; i++) {
        AioWatch first = loop.watch(pair.reader(), Readiness.READ, here);
        progress();
        first.close();
        AioWatch second = other.watch(pair.reader(), Readiness.READ, there);
        progress(other);
        second.close();
        assertEquals(i, here.times());
        assertEquals(i, there.times());
      }
    }
  }

  @Test
  final void theSidesOfOnePollableMayBeServedByTwoLoops() throws IOException {
    Told here = new Told();
    Told there = new Told();
    pair.write();
    try (AioContext other = AioContext.open("other", fixture().provider())) {
      loop.watch(pair.reader(), Readiness.READ, here);
      other.watch(pair.reader(), Readiness.READ, there);
      progress();
      progress(other);
    }
    assertEquals(1, here.times());
    assertEquals(1, there.times());
  }

  @Test
  final void aNewOwnerOfANumberIsServedThoughTheOldOneLeftItsWatchBehind() throws IOException {
    Told old = new Told();
    Told fresh = new Told();
    AioWatch leftBehind = loop.watch(pair.reader(), Readiness.READ, old);
    pair.close();
    pair = fixture().openPair(); // a descriptor gets the lowest number that is free: the same
    loop.watch(pair.reader(), Readiness.READ, fresh);
    leftBehind.close();
    pair.write();
    progress();
    assertEquals(1, fresh.times());
    assertEquals(0, old.times());
  }

  @Rule("AIO-8")
  @Test
  final void aHandlerThatThrowsDoesNotStopTheLoop() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    pair.write();
    loop.setFdHandler(
        pair.reader(),
        () -> {
          if (calls.incrementAndGet() == 1) {
            throw new IOException("thrown on purpose by a test");
          }
          throw new StackOverflowError("thrown on purpose by a test");
        },
        null);
    progress();
    progress();
    assertEquals(2, calls.get());
    assertTrue(loop.isOpen());
  }

  // ---- priorities ----

  @Rule("AIO-15")
  @Test
  final void watchesOfOnePollableAreCalledByPriorityAndEqualOnesInOrder() throws IOException {
    List<String> order = new ArrayList<>();
    loop.watch(pair.reader(), Readiness.READ, 7, ready -> order.add("7"));
    loop.watch(pair.reader(), Readiness.READ, ready -> order.add("0 first"));
    loop.watch(pair.reader(), Readiness.READ, -3, ready -> order.add("-3"));
    loop.setFdHandler(pair.reader(), () -> order.add("0 second"), null);
    loop.watch(pair.reader(), Readiness.READ, Integer.MAX_VALUE, ready -> order.add("the last"));
    loop.watch(pair.reader(), Readiness.READ, Integer.MIN_VALUE, ready -> order.add("the first"));
    pair.write();
    List<String> once = List.of("the first", "-3", "0 first", "0 second", "7", "the last");
    progress();
    assertEquals(once, order);
    order.clear();
    progress();
    assertEquals(once, order, "every turn anew, and nobody is kept waiting");
  }

  @Rule("AIO-15")
  @Test
  final void bottomHalvesAmongTheHandlersHaveTheirPlaceAndOthersComeAfterwards()
      throws IOException {
    Assumptions.assumeTrue(fixture().isPrompt(), "one turn must find all");
    List<String> order = new ArrayList<>();
    loop.bottomHalf(() -> order.add("after")).schedule();
    loop.bottomHalf(() -> order.add("later among them"), 2).schedule();
    loop.bottomHalf(() -> order.add("earlier among them"), -1).schedule();
    loop.watch(pair.reader(), Readiness.READ, ready -> order.add("handler"));
    pair.write();
    progress();
    assertEquals(List.of("earlier among them", "handler", "later among them", "after"), order);
    BottomHalf late = loop.bottomHalf(() -> order.add("never"), 0);
    late.schedule();
    assertTrue(late.cancel());
    late.schedule();
    loop.close();
    assertFalse(late.isScheduled());
    assertEquals(4, order.size());
  }

  @Rule("AIO-15")
  @Test
  final void aNestedTurnServesByPriorityWhatTheOuterOneHasNotComeTo() throws IOException {
    List<String> order = new ArrayList<>();
    loop.bottomHalf(() -> order.add("2"), 2).schedule();
    loop.bottomHalf(
            () -> {
              order.add("0");
              loop.bottomHalf(() -> order.add("1"), 1).schedule();
              pollUnchecked();
              order.add("0 returns");
            },
            0)
        .schedule();
    progress();
    assertEquals(List.of("0", "1", "2", "0 returns"), order);
  }

  private void pollUnchecked() {
    try {
      assertTrue(loop.poll(false));
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  // ---- nested turns ----

  @Rule("AIO-4")
  @Test
  final void aNestedTurnServesOthersAndPassesOverWhoIsRunning() throws IOException {
    AtomicInteger outer = new AtomicInteger();
    AtomicInteger inner = new AtomicInteger();
    try (ConnectedPair second = fixture().openPair()) {
      pair.write();
      loop.setFdHandler(
          pair.reader(),
          () -> {
            outer.incrementAndGet();
            second.write();
            pollUntil("the other handler has run", () -> inner.get() > 0);
            pair.drain();
          },
          null);
      loop.setFdHandler(
          second.reader(),
          () -> {
            inner.incrementAndGet();
            second.drain();
          },
          null);
      progress();
      assertEquals(1, outer.get());
      assertEquals(1, inner.get());
      pair.write();
      progress(); // the handler that was passed over waits again
      assertEquals(2, outer.get());
    }
  }

  @Test
  final void aNestedTurnWaitsInsteadOfSpinningOnWhoIsRunning() throws IOException {
    AtomicInteger polls = new AtomicInteger();
    pair.write();
    loop.setFdHandler(
        pair.reader(),
        () -> {
          int before = poller.polls();
          long end = System.nanoTime() + SHORT.toNanos();
          while (System.nanoTime() - end < 0) {
            loop.poll(SHORT);
          }
          polls.set(poller.polls() - before);
          pair.drain();
        },
        null);
    progress();
    assertTrue(polls.get() < 20, polls.get() + " polls in a wait for nothing");
  }

  // ---- removal ----

  @Rule("AIO-3")
  @Test
  final void removalFromAnotherThreadWaitsForTheCallUnderWay() throws Exception {
    removalWaits(Crew.ofPlatformThreads(), false);
  }

  @Test
  final void removalFromAVirtualThreadWaitsForTheCallUnderWay() throws Exception {
    removalWaits(Crew.ofVirtualThreads(), false);
  }

  @Test
  final void removingAHandlerFromAnotherThreadWaitsForTheCallUnderWay() throws Exception {
    removalWaits(Crew.ofPlatformThreads(), true);
  }

  private void removalWaits(Crew members, boolean byHandler) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    pair.write();
    Runnable body =
        () -> {
          calls.incrementAndGet();
          entered.countDown();
          awaitUnchecked(mayLeave);
          left.set(true);
        };
    AutoCloseable removal;
    if (byHandler) {
      loop.setFdHandler(pair.reader(), body::run, null);
      removal = () -> loop.setFdHandler(pair.reader(), null, null);
    } else {
      removal = loop.watch(pair.reader(), Readiness.READ, ready -> body.run());
    }
    loop.start();
    try (Crew crew = members) {
      assertTrue(entered.await(Crew.LIMIT_SECONDS, TimeUnit.SECONDS));
      AtomicBoolean leftWhenRemoved = new AtomicBoolean();
      Future<?> removing =
          crew.send(
              () -> {
                removal.close();
                leftWhenRemoved.set(left.get());
              });
      // Nothing can be observed of a thread that rightly waits but that it does not come back.
      assertThrows(
          TimeoutException.class, () -> removing.get(SHORT.toMillis(), TimeUnit.MILLISECONDS));
      mayLeave.countDown();
      Crew.join(removing);
      assertTrue(leftWhenRemoved.get(), "removed while the listener was running");
    }
    loop.close();
    assertEquals(1, calls.get());
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Crew.LIMIT_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Rule("AIO-3")
  @Test
  final void removedFromManyThreadsAtOnceItIsQuietForAllOfThem() throws Exception {
    for (int round = 0; round < 200; round++) {
      AtomicBoolean closed = new AtomicBoolean();
      AtomicBoolean late = new AtomicBoolean();
      try (ConnectedPair ends = fixture().openPair();
          AioContext other = AioContext.open("other", fixture().provider())) {
        AtomicInteger calls = new AtomicInteger();
        AioWatch watch =
            other.watch(
                ends.writer(),
                Readiness.WRITE,
                ready -> {
                  calls.incrementAndGet();
                  late.compareAndSet(false, closed.get());
                });
        other.start();
        Crew.until("the listener was called", () -> calls.get() > 0);
        try (Crew crew = Crew.ofVirtualThreads()) {
          for (int i = 0; i < 3; i++) {
            crew.go(
                () -> {
                  watch.close();
                  closed.set(true);
                });
          }
        }
      }
      assertFalse(late.get(), "called after a removal had returned");
    }
  }

  @Rule("AIO-3")
  @Test
  final void aListenerRemovesItself() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<AioWatch> self = new AtomicReference<>();
    pair.write();
    self.set(
        loop.watch(
            pair.reader(),
            Readiness.READ,
            ready -> {
              calls.incrementAndGet();
              self.get().close();
              self.get().close();
            }));
    progress();
    assertFalse(loop.poll(false));
    assertEquals(1, calls.get());
  }

  @Rule("AIO-3")
  @Test
  final void aHandlerRemovedByAnotherOneOfTheSameTurnIsNotCalled() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<AioWatch> first = new AtomicReference<>();
    AtomicReference<AioWatch> second = new AtomicReference<>();
    pair.write();
    first.set(removesTheOther(calls, second));
    second.set(removesTheOther(calls, first));
    progress();
    assertEquals(1, calls.get());
    progress(); // the one that is left is called on
    assertEquals(2, calls.get());
  }

  private AioWatch removesTheOther(AtomicInteger calls, AtomicReference<AioWatch> other)
      throws IOException {
    return loop.watch(
        pair.reader(),
        Readiness.READ,
        ready -> {
          calls.incrementAndGet();
          other.get().close();
        });
  }

  @Test
  final void aRunningListenerIsRemovedFromANestedTurn() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<AioWatch> watch = new AtomicReference<>();
    pair.write();
    watch.set(
        loop.watch(
            pair.reader(),
            Readiness.READ,
            ready -> {
              calls.incrementAndGet();
              AtomicBoolean removed = new AtomicBoolean();
              loop.execute(
                  () -> {
                    watch.get().close();
                    removed.set(true);
                  });
              pollUntilUnchecked(removed);
            }));
    progress();
    assertFalse(loop.poll(false));
    assertEquals(1, calls.get());
  }

  private void pollUntilUnchecked(AtomicBoolean condition) {
    try {
      pollUntil("a nested turn did its work", condition::get);
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  final void aHandlerReplacesItselfWhileItRuns() throws IOException {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    pair.write();
    loop.setFdHandler(
        pair.reader(),
        () -> {
          first.incrementAndGet();
          loop.setFdHandler(pair.reader(), second::incrementAndGet, null);
        },
        null);
    progress();
    progress();
    assertEquals(1, first.get());
    assertEquals(1, second.get());
  }

  @Test
  final void aRemovedWatchIgnoresANewInterest() throws IOException {
    Told told = new Told();
    AioWatch watch = loop.watch(pair.reader(), Readiness.READ, told);
    watch.close();
    watch.interest(Readiness.READ);
    pair.write();
    assertFalse(loop.poll(false));
    assertEquals(0, told.times());
  }

  @Test
  final void watchingAgainAfterRemovalWorks() throws IOException {
    Told told = new Told();
    pair.write();
    for (int i = 1; i <= 100; i++) {
      try (AioWatch _ = loop.watch(pair.reader(), Readiness.READ, told)) {
        progress();
        assertEquals(i, told.times());
      }
    }
  }

  // ---- the end of the loop ----

  @Rule("AIO-9")
  @Test
  final void everyWatchIsToldOnceThatTheLoopIsClosed() throws IOException {
    Told first = new Told();
    Told second = new Told();
    Told removed = new Told();
    loop.watch(pair.reader(), Readiness.READ, first);
    AioWatch watch = loop.watch(pair.reader(), Readiness.READ, second);
    loop.watch(pair.reader(), Readiness.READ, removed).close();
    loop.close();
    loop.close();
    watch.close();
    assertEquals(1, first.closings());
    assertEquals(1, second.closings());
    assertEquals(0, removed.closings());
    assertThrows(ClosedLoopException.class, () -> loop.watch(pair.reader(), Readiness.READ, first));
    assertThrows(ClosedLoopException.class, () -> loop.setFdHandler(pair.reader(), null, null));
  }

  // ---- allocation ----

  @Rule("AIO-10")
  @Test
  final void aTurnAllocatesNothing() throws IOException {
    Assumptions.assumeTrue(fixture().isPrompt(), "readiness comes when it comes: nothing to count");
    AllocationMeter meter =
        AllocationMeter.find()
            .orElseGet(() -> Assumptions.abort("this machine does not count allocated bytes"));
    AtomicInteger calls = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(calls::incrementAndGet);
    AioTimer timer = loop.timer(calls::incrementAndGet);
    loop.setFdHandler(pair.writer(), null, calls::incrementAndGet);
    loop.watch(pair.writer(), Readiness.WRITE, ready -> calls.incrementAndGet());
    int turns = 20_000;
    for (int i = 0; i < turns; i++) {
      busyTurn(bottomHalf, timer);
    }
    long before = meter.read();
    for (int i = 0; i < turns; i++) {
      busyTurn(bottomHalf, timer);
    }
    long bytes = meter.read() - before;
    assertEquals(4 * 2 * turns, calls.get());
    assertTrue(bytes < turns, bytes + " bytes in " + turns + " turns");
  }

  @Rule({"AIO-10", "AIO-15"})
  @Test
  final void aTurnThatPutsItsWatchesInOrderAllocatesNothing() throws IOException {
    Assumptions.assumeTrue(fixture().isPrompt(), "readiness comes when it comes: nothing to count");
    AllocationMeter meter =
        AllocationMeter.find()
            .orElseGet(() -> Assumptions.abort("this machine does not count allocated bytes"));
    AtomicInteger calls = new AtomicInteger();
    for (int priority = 8; priority > 0; priority--) {
      loop.watch(pair.writer(), Readiness.WRITE, priority, ready -> calls.incrementAndGet());
    }
    BottomHalf bottomHalf = loop.bottomHalf(calls::incrementAndGet, 4);
    int turns = 20_000;
    turn(bottomHalf, turns);
    long before = meter.read();
    turn(bottomHalf, turns);
    long bytes = meter.read() - before;
    assertEquals(9 * 2 * turns, calls.get());
    assertTrue(bytes < turns, bytes + " bytes in " + turns + " turns");
  }

  private void turn(BottomHalf bottomHalf, int turns) throws IOException {
    for (int i = 0; i < turns; i++) {
      bottomHalf.schedule();
      assertTrue(loop.poll(true));
    }
  }

  private void busyTurn(BottomHalf bottomHalf, AioTimer timer) throws IOException {
    bottomHalf.schedule();
    timer.armNanos(0);
    assertTrue(loop.poll(true));
  }
}
