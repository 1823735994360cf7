package qio.tck.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;
import qio.api.aio.AioGroup;
import qio.api.aio.ClosedLoopException;
import qio.api.aio.Poller;
import qio.api.aio.PollerProvider;
import qio.tck.Rule;

/** What a group of loops promises, whatever their pollers. */
@Rule("AIO-13")
public abstract class AioGroupContract {

  private static final int SIZE = 4;

  /** Opens pollers that can be seen and made to fail; no more than so many. */
  private static final class Pollers implements PollerProvider {

    private final PollerProvider below;
    private final int most;
    final List<ObservedPoller> opened = new ArrayList<>();

    Pollers(PollerProvider below, int most) {
      this.below = below;
      this.most = most;
    }

    @Override
    public String name() {
      return below.name();
    }

    @Override
    public int priority() {
      return below.priority();
    }

    @Override
    public Optional<String> unavailableBecause() {
      return below.unavailableBecause();
    }

    @Override
    public Poller open() throws IOException {
      if (opened.size() == most) {
        throw new IOException("no more pollers, on purpose by a test");
      }
      ObservedPoller poller = new ObservedPoller(below);
      opened.add(poller);
      return poller;
    }
  }

  private Pollers pollers;
  private AioGroup group;

  /** For subclasses. */
  protected AioGroupContract() {}

  /**
   * The poller under test.
   *
   * @return how to make one
   */
  protected abstract PollerFixture fixture();

  @BeforeEach
  final void open() throws IOException {
    pollers = new Pollers(fixture().provider(), Integer.MAX_VALUE);
    group = AioGroup.open("group", SIZE, pollers);
  }

  @AfterEach
  final void close() throws Exception {
    try (Crew crew = Crew.ofPlatformThreads()) {
      crew.go(group::close); // by somebody who is not waited for for ever
    }
    assertTrue(pollers.opened.stream().allMatch(ObservedPoller::isClosed));
    assertFalse(isAlive("qio-aio-group-"), "no thread is left behind");
  }

  private static boolean isAlive(String threads) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(threads));
  }

  // ---- what it consists of ----

  @Test
  final void everyLoopRunsOnAThreadOfItsOwn() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    group.contexts().forEach(loop -> loop.execute(() -> threads.add(Thread.currentThread())));
    Crew.until("every loop has run a task", () -> threads.size() == SIZE);
    assertTrue(threads.stream().allMatch(Thread::isDaemon));
    assertTrue(threads.stream().anyMatch(thread -> thread.getName().equals("qio-aio-group-3")));
  }

  @Test
  final void itTellsItsLoopsInOrderAndKeepsTheListToItself() {
    assertEquals("group", group.name());
    assertEquals(SIZE, group.size());
    assertEquals(SIZE, group.contexts().size());
    assertEquals("group-0", group.at(0).name());
    assertSame(group.contexts().getLast(), group.at(SIZE - 1));
    assertThrows(IndexOutOfBoundsException.class, () -> group.at(SIZE));
    assertThrows(UnsupportedOperationException.class, () -> group.contexts().removeFirst());
  }

  @Test
  final void itsTextNamesTheThreadsAndWhoIsGone() {
    String text = group.toString();
    assertTrue(text.contains("qio-aio-group-0\" to \"qio-aio-group-3\""), text);
    assertTrue(text.contains(fixture().provider().name()), text);
    assertFalse(text.contains("gone"), text);
    group.at(2).close();
    assertTrue(group.toString().contains("gone: loop \"group-2\""), group.toString());
  }

  @Test
  final void byDefaultThereIsALoopForEachProcessor() throws IOException {
    try (AioGroup all = AioGroup.open("processors")) {
      assertEquals(Runtime.getRuntime().availableProcessors(), all.size());
    }
    try (AioGroup one = AioGroup.open("single", 1)) {
      assertSame(one.at(0), one.next());
      assertFalse(one.toString().contains(" to "), one.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> AioGroup.open("none", 0));
  }

  @Test
  final void aGroupThatCannotBeOpenedWholeLeavesNothingBehind() {
    Pollers few = new Pollers(fixture().provider(), 2);
    IOException refused = assertThrows(IOException.class, () -> AioGroup.open("half", 3, few));
    assertTrue(String.valueOf(refused.getMessage()).contains("no more pollers"));
    assertEquals(2, few.opened.size());
    assertTrue(few.opened.stream().allMatch(ObservedPoller::isClosed));
    assertFalse(isAlive("qio-aio-half-"));
  }

  // ---- whose turn it is ----

  @Test
  final void loopsTakeTurns() throws IOException {
    Map<AioContext, Integer> turns = new HashMap<>();
    List<AioContext> first = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      first.add(group.next());
    }
    assertEquals(group.contexts(), first);
    for (int i = 0; i < 10 * SIZE; i++) {
      turns.merge(group.next(), 1, Integer::sum);
    }
    assertEquals(Set.of(10), Set.copyOf(turns.values()));
  }

  @Test
  final void threadsThatAskAtOnceAreSpreadEvenly() throws Exception {
    Map<AioContext, AtomicInteger> turns = new ConcurrentHashMap<>();
    int each = 10_000;
    try (Crew crew = Crew.ofPlatformThreads()) {
      for (int member = 0; member < SIZE; member++) {
        crew.go(
            () -> {
              for (int i = 0; i < each; i++) {
                turns.computeIfAbsent(group.next(), loop -> new AtomicInteger()).incrementAndGet();
              }
            });
      }
    }
    assertEquals(SIZE, turns.size());
    turns.values().forEach(count -> assertEquals(each, count.get()));
  }

  @Test
  final void theTurnCostsNoMemory() throws IOException {
    AllocationMeter meter =
        AllocationMeter.find()
            .orElseGet(() -> Assumptions.abort("this machine does not count allocated bytes"));
    int turns = 50_000;
    takeTurns(turns);
    long before = meter.read();
    takeTurns(turns);
    long bytes = meter.read() - before;
    assertTrue(bytes < turns, bytes + " bytes in " + turns + " turns");
  }

  private void takeTurns(int turns) throws IOException {
    for (int i = 0; i < turns; i++) {
      assertTrue(group.next().isOpen());
      assertTrue(group.of("a key").isOpen());
    }
  }

  @Test
  final void equalKeysHaveOneLoopAndManyKeysHaveAll() throws IOException {
    Set<AioContext> used = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      AioContext pinned = group.of("session " + i);
      group.next();
      assertSame(pinned, group.of("session " + i));
      used.add(pinned);
    }
    assertEquals(SIZE, used.size());
  }

  // ---- loops that go ----

  private void kill(int index) {
    pollers.opened.get(index).failNext(new IOException("broken on purpose, loop " + index));
    group.at(index).wakeup();
    Crew.until("the loop has died", () -> !group.at(index).isOpen());
  }

  @Test
  final void aLoopThatDiesIsPassedOverAndTheOthersShareItsTurns() throws IOException {
    AioContext pinned = group.of(7);
    int index = group.contexts().indexOf(pinned);
    kill(index);
    Map<AioContext, Integer> turns = new HashMap<>();
    for (int i = 0; i < 10 * (SIZE - 1); i++) {
      turns.merge(group.next(), 1, Integer::sum);
    }
    assertEquals(SIZE - 1, turns.size());
    assertFalse(turns.containsKey(pinned));
    assertEquals(Set.of(10), Set.copyOf(turns.values()));
    AioContext instead = group.of(7);
    assertSame(group.at((index + 1) % SIZE), instead);
    assertSame(instead, group.of(7));
    assertSame(pinned, group.at(index));
    assertNotEquals(pinned, instead);
  }

  @Test
  final void ifAllAreDeadItSaysWhyOfEach() {
    for (int i = 0; i < SIZE; i++) {
      kill(i);
    }
    ClosedLoopException gone = assertThrows(ClosedLoopException.class, group::next);
    String message = String.valueOf(gone.getMessage());
    assertTrue(message.contains("\"group\"") && message.contains("loop 0"), message);
    assertTrue(String.valueOf(gone.getCause()).contains("loop 0"));
    assertEquals(SIZE - 1, gone.getSuppressed().length);
    assertTrue(String.valueOf(gone.getSuppressed()[2].getMessage()).contains("loop 3"));
    assertThrows(ClosedLoopException.class, () -> group.of("key"));
  }

  // ---- closing ----

  @Test
  final void closingClosesAllAndAgainDoesNothing() {
    group.close();
    assertFalse(isAlive("qio-aio-group-"));
    group.contexts().forEach(loop -> assertFalse(loop.isOpen()));
    group.close();
    ClosedLoopException gone = assertThrows(ClosedLoopException.class, group::next);
    assertTrue(String.valueOf(gone.getMessage()).contains("closed"));
  }

  @Test
  final void everyLoopMayCloseTheGroupAtOnce() {
    AtomicInteger returned = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(SIZE);
    for (AioContext loop : group.contexts()) {
      loop.execute(
          () -> {
            meet(together);
            group.close();
            returned.incrementAndGet();
          });
    }
    Crew.until("all have returned", () -> returned.get() == SIZE);
    Crew.until("their threads have ended", () -> !isAlive("qio-aio-group-"));
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(Crew.LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception alone) {
      throw new AssertionError(alone);
    }
  }

  @Test
  final void aHookOfALoopThatDiesMayCloseTheGroup() {
    AtomicInteger returned = new AtomicInteger();
    group
        .at(1)
        .onClose(
            () -> {
              group.close();
              returned.incrementAndGet();
            });
    kill(1);
    Crew.until("the hook has returned", () -> returned.get() == 1);
    Crew.until("all have ended", () -> !isAlive("qio-aio-group-"));
  }
}
