package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BridgedPollerTest {

  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final String HELPER = "qio-aio-bridge-test-selector";

  private final ScriptedPoller natively = new ScriptedPoller();
  private final Poller poller = BridgedPoller.around(natively, "bridge-test");
  private final List<Integer> told = new ArrayList<>();
  private Pipe.SourceChannel source;
  private Pipe.SinkChannel sink;

  @BeforeEach
  void open() throws IOException {
    Pipe pipe = Pipe.open();
    source = pipe.source();
    sink = pipe.sink();
    source.configureBlocking(false);
    sink.configureBlocking(false);
  }

  @AfterEach
  void close() throws IOException {
    poller.close();
    source.close();
    sink.close();
    assertTrue(natively.closed);
    assertFalse(helperRuns(), "the helper thread outlived its poller");
  }

  private static boolean helperRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(HELPER));
  }

  private void pollUntilTold(int times) throws IOException {
    long deadline = System.nanoTime() + LIMIT;
    while (told.size() < times) {
      assertTrue(System.nanoTime() - deadline < 0, "told only " + told);
      poller.poll(LIMIT);
    }
  }

  @Test
  void aSelectorNeedsNoBridge() throws IOException {
    try (SelectorPoller selector = new SelectorPoller()) {
      assertSame(selector, BridgedPoller.around(selector, "bridge-test"));
    }
  }

  @Test
  void descriptorsGoToTheNativePollerAndNeedNoHelper() throws IOException {
    Pollable descriptor = Pollable.ofDescriptor(7);
    assertTrue(poller.accepts(descriptor));
    poller.register(descriptor, Readiness.READ, told::add);
    natively.keys.get(7).ready = Readiness.READ;
    assertEquals(1, poller.poll(0));
    assertFalse(helperRuns());
  }

  @Test
  void aChannelIsToldInEveryPollWhileItIsReady() throws IOException {
    assertTrue(poller.accepts(Pollable.ofChannel(source)));
    poller.register(Pollable.ofChannel(source), Readiness.READ, told::add);
    assertTrue(helperRuns());
    sink.write(ByteBuffer.allocate(3));
    pollUntilTold(3);
    assertEquals(List.of(Readiness.READ, Readiness.READ, Readiness.READ), told.subList(0, 3));
  }

  @Test
  void aChannelAndADescriptorAreToldSideBySide() throws IOException {
    List<Integer> natives = new ArrayList<>();
    poller.register(Pollable.ofDescriptor(7), Readiness.READ, natives::add);
    poller.register(Pollable.ofChannel(sink), Readiness.WRITE, told::add);
    natively.keys.get(7).ready = Readiness.READ;
    pollUntilTold(2);
    assertTrue(natives.size() >= 2);
  }

  @Test
  void whatIsToldButNotAskedForAnyMoreIsKeptBack() throws IOException {
    PollKey key = poller.register(Pollable.ofChannel(sink), Readiness.WRITE, told::add);
    awaitHelperTold();
    key.interest(Readiness.NONE);
    poller.poll(0);
    poller.poll(0);
    assertEquals(0, told.size());
    key.interest(Readiness.WRITE);
    pollUntilTold(1);
  }

  @Test
  void whatIsCancelledAfterTheHelperFoundItIsNotTold() throws IOException {
    PollKey key = poller.register(Pollable.ofChannel(sink), Readiness.WRITE, told::add);
    awaitHelperTold();
    key.cancel();
    key.cancel();
    assertEquals(0, poller.poll(0));
    assertEquals(0, told.size());
    assertFalse(sink.isRegistered());
    poller.register(Pollable.ofChannel(sink), Readiness.WRITE, told::add);
    pollUntilTold(1);
  }

  /** The helper wakes the native poller when it has found something. */
  private void awaitHelperTold() {
    try {
      assertTrue(natively.wakeups.tryAcquire(20, TimeUnit.SECONDS));
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  void theHelperIsSilentUntilTheLoopHasDispatched() throws IOException {
    poller.register(Pollable.ofChannel(sink), Readiness.WRITE, told::add);
    awaitHelperTold();
    assertEquals(1, poller.poll(0));
    // Served, not armed again: the channel is still writable, yet the helper does not spin on it.
    assertFalse(natively.wakeups.tryAcquire());
    pollUntilTold(2);
  }

  @Test
  void theSelectorLooksAwayFromWhatItFoundUntilTheLoopHasDispatched() throws IOException {
    List<Integer> looked = new ArrayList<>();
    PollKey selectorKey =
        new PollKey() {
          @Override
          public void interest(int interest) {
            looked.add(interest);
          }

          @Override
          public void cancel() {}
        };
    BridgedChannel channel =
        new BridgedChannel((BridgedPoller) poller, new ReentrantLock(), Readiness.WRITE, told::add);
    channel.bind(selectorKey);
    channel.ready(Readiness.WRITE);
    channel.ready(Readiness.WRITE);
    assertEquals(List.of(Readiness.WRITE, Readiness.NONE), looked);
    assertEquals(1, channel.tell());
    assertEquals(0, channel.tell());
    channel.rearm();
    assertEquals(List.of(Readiness.WRITE, Readiness.NONE, Readiness.WRITE), looked);
    assertEquals(List.of(Readiness.WRITE), told);
  }
}
