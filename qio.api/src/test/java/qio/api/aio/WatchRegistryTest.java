package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How watches use the poller: what they ask of it, and what they do when it refuses. */
class WatchRegistryTest {

  private static final Pollable SEVEN = Pollable.ofDescriptor(7);

  private final RecordingLogger log = new RecordingLogger();
  private final ScriptedPoller poller = new ScriptedPoller();
  private final List<Integer> told = new ArrayList<>();
  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("registry", poller, true, log);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private ScriptedPoller.Key key() {
    return poller.keys.get(7);
  }

  @Test
  void interestsAreMergedAndThePollerIsAskedOnlyWhenTheSumChanges() throws IOException {
    AioWatch reading = loop.watch(SEVEN, Readiness.READ, told::add);
    AioWatch writing = loop.watch(SEVEN, Readiness.WRITE, told::add);
    assertEquals(Readiness.READ | Readiness.WRITE, key().interest);
    int changes = poller.changes;
    AioWatch alsoReading = loop.watch(SEVEN, Readiness.NONE, told::add);
    alsoReading.interest(Readiness.READ);
    reading.interest(Readiness.NONE);
    assertEquals(changes + 1, poller.changes, "only the new watch makes sure of its key");
    writing.close();
    assertEquals(Readiness.READ, key().interest);
    alsoReading.close();
    assertEquals(Readiness.NONE, key().interest);
    reading.close();
    assertTrue(poller.keys.isEmpty());
  }

  @Test
  void errorsAndHangUpsAreToldToEveryoneAndTheRestToThoseWhoAsked() throws IOException {
    loop.watch(SEVEN, Readiness.NONE, told::add);
    loop.watch(SEVEN, Readiness.READ | Readiness.PRIORITY, told::add);
    key().ready = Readiness.ALL;
    assertTrue(loop.poll(false));
    int always = Readiness.ERROR | Readiness.HANG_UP;
    assertEquals(List.of(always, always | Readiness.READ | Readiness.PRIORITY), told);
  }

  @Test
  void bothHandlersAreCalledOnAnError() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    loop.setFdHandler(SEVEN, calls::incrementAndGet, calls::incrementAndGet);
    key().ready = Readiness.ERROR;
    assertTrue(loop.poll(false));
    assertEquals(2, calls.get());
  }

  @Test
  void aNumberThatIsInUseAgainServesItsNewOwnerOnly() throws IOException {
    AtomicInteger strays = new AtomicInteger();
    AioWatch leftBehind = loop.watch(SEVEN, Readiness.READ, ready -> strays.incrementAndGet());
    loop.setFdHandler(SEVEN, strays::incrementAndGet, null);
    key().stale = true;
    AioWatch fresh = loop.watch(SEVEN, Readiness.READ, told::add);
    key().ready = Readiness.READ;
    assertTrue(loop.poll(false));
    assertEquals(0, strays.get());
    assertEquals(List.of(Readiness.READ), told);
    leftBehind.interest(Readiness.WRITE);
    leftBehind.close();
    assertEquals(Readiness.READ, key().interest, "the old owner cannot touch the new one's key");
    assertTrue(
        log.entries.getFirst().text().contains("fd:7 was closed while it was still watched"));
    fresh.close();
    assertTrue(poller.keys.isEmpty());
  }

  @Test
  void aStaleWatchIsNotCalledForWhatWasFoundBeforeItWasDropped() throws IOException {
    Pollable nine = Pollable.ofDescriptor(9); // told after 7
    AtomicInteger strays = new AtomicInteger();
    loop.watch(nine, Readiness.READ, ready -> strays.incrementAndGet());
    loop.setFdHandler(
        SEVEN,
        () -> {
          poller.keys.get(9).stale = true;
          loop.watch(nine, Readiness.READ, told::add);
          loop.setFdHandler(SEVEN, null, null);
        },
        null);
    key().ready = Readiness.READ;
    poller.keys.get(9).ready = Readiness.READ;
    assertTrue(loop.poll(false));
    assertEquals(0, strays.get());
  }

  @Test
  void aHandlerOnANumberThatIsInUseAgainWorks() throws IOException {
    AtomicInteger strays = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    loop.setFdHandler(SEVEN, strays::incrementAndGet, null);
    key().stale = true;
    loop.setFdHandler(SEVEN, calls::incrementAndGet, null);
    key().ready = Readiness.READ;
    assertTrue(loop.poll(false));
    assertEquals(0, strays.get());
    assertEquals(1, calls.get());
  }

  @Test
  void removingWatchesOfAClosedDescriptorIsQuiet() throws IOException {
    AioWatch reading = loop.watch(SEVEN, Readiness.READ, told::add);
    AioWatch writing = loop.watch(SEVEN, Readiness.WRITE, told::add);
    key().stale = true;
    reading.close();
    writing.close();
    assertTrue(poller.keys.isEmpty());
    assertTrue(log.entries.isEmpty());
  }

  @Test
  void whoRunsIsMuffledDuringANestedTurnAndHeardAgainAfterIt() throws IOException {
    List<Integer> interests = new ArrayList<>();
    loop.setFdHandler(
        SEVEN,
        () -> {
          assertFalse(loop.poll(false));
          interests.add(key().interest);
          assertFalse(loop.poll(false));
        },
        () -> {});
    key().ready = Readiness.READ;
    assertTrue(loop.poll(false));
    interests.add(key().interest);
    assertEquals(List.of(Readiness.WRITE, Readiness.READ | Readiness.WRITE), interests);
  }
}
