package qio.tests.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;
import qio.api.aio.BottomHalf;
import qio.api.aio.PollerProvider;
import qio.api.aio.Readiness;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.tck.Patience;
import qio.tck.Rule;
import qio.tck.aio.ConnectedPair;

/** What Flight Recorder learns of a loop. */
@Timeout(60)
class LoopEventsTest {

  private static final String ITERATION = "qio.LoopIteration";
  private static final String HANDLER = "qio.LoopHandler";
  private static final String WAIT = "qio.LoopWait";
  private static final String WAKEUP = "qio.LoopWakeup";

  private static final Duration SLOW = Duration.ofMillis(15);

  @TempDir private Path directory;
  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("recorded", PollerProvider.selector());
  }

  @AfterEach
  void close() {
    loop.close();
  }

  /** Something that holds up its loop, and says who it is. */
  private record Slow(String name) implements Runnable {

    @Override
    public void run() {
      long end = System.nanoTime() + SLOW.toNanos();
      for (long left = SLOW.toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private List<RecordedEvent> recorded(Recording recording, String type) throws IOException {
    Path file = directory.resolve(type + ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .filter(event -> event.getString("loop").equals(loop.name()))
        .toList();
  }

  @Rule("AIO-23")
  @Test
  void aSlowTaskIsToldWithTheNamesOfItsLoopAndItself() throws IOException {
    try (Recording recording = new Recording()) {
      recording.start();
      loop.execute(new Slow("slow task"));
      loop.execute(() -> {});
      assertTrue(loop.poll(false));
      recording.stop();
      RecordedEvent call = recorded(recording, HANDLER).getFirst();
      assertEquals("slow task", call.getString("handler"));
      assertEquals("bottom half", call.getString("kind"));
      assertTrue(call.getDuration().compareTo(SLOW) >= 0, call::toString);
      assertEquals(Thread.currentThread().getName(), call.getThread().getJavaName());
      RecordedEvent turn = recorded(recording, ITERATION).getFirst();
      assertEquals(2, turn.getLong("handlers"));
      assertTrue(turn.getDuration().compareTo(call.getDuration()) >= 0, turn::toString);
    }
  }

  @Rule("AIO-23")
  @Test
  void slowTimersAndWatchesAreToldToo() throws IOException {
    try (Recording recording = new Recording();
        ConnectedPair pair = new SelectorFixture().openPair()) {
      recording.start();
      loop.schedule(Duration.ZERO, new Slow("slow timer"));
      Slow slow = new Slow("slow writer");
      loop.setFdHandler(pair.writer(), null, slow::run);
      loop.watch(pair.writer(), Readiness.WRITE, ready -> slow.run());
      assertTrue(loop.poll(false));
      recording.stop();
      List<RecordedEvent> calls = recorded(recording, HANDLER);
      assertEquals(
          List.of("watch", "watch", "timer"),
          calls.stream().map(call -> call.getString("kind")).toList());
      for (RecordedEvent call : calls.subList(0, 2)) {
        String handler = call.getString("handler");
        assertTrue(handler.startsWith("watch of " + pair.writer()), handler);
        assertTrue(handler.contains(getClass().getSimpleName()), handler);
      }
      assertEquals("slow timer", calls.getLast().getString("handler"));
      assertEquals(3, recorded(recording, ITERATION).getFirst().getLong("handlers"));
    }
  }

  @Rule("AIO-23")
  @Test
  void aSlowCallbackOfAChannelIsToldWithItsAddress() throws IOException {
    try (Recording recording = new Recording();
        QioChannel channel = Qio.connect("null:")) {
      recording.start();
      channel.addWatch(
          Set.of(IoCondition.IN),
          (watched, ready) -> {
            new Slow("").run();
            return false;
          },
          loop);
      assertTrue(loop.poll(true));
      recording.stop();
      String handler = recorded(recording, HANDLER).getFirst().getString("handler");
      assertTrue(handler.contains(channel.address()), handler);
    }
  }

  @Rule("AIO-23")
  @Test
  void aHandlerThatCannotSayItsNameIsToldByItsClass() throws IOException {
    class Nameless implements Runnable {
      @Override
      public void run() {
        new Slow("").run();
      }

      @Override
      public String toString() {
        throw new IllegalStateException("no name");
      }
    }
    try (Recording recording = new Recording()) {
      recording.start();
      loop.execute(new Nameless());
      assertTrue(loop.poll(false));
      recording.stop();
      assertEquals(
          Nameless.class.getName(), recorded(recording, HANDLER).getFirst().getString("handler"));
    }
    assertTrue(loop.isOpen());
  }

  @Rule("AIO-23")
  @Test
  void waitsAndWakeupsAreToldWhenAskedFor() throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable(WAIT);
      recording.enable(WAKEUP);
      recording.start();
      loop.start();
      AtomicReference<Thread> owner = new AtomicReference<>();
      for (int i = 0; i < 20; i++) {
        CountDownLatch ran = new CountDownLatch(1);
        loop.execute(
            () -> {
              owner.set(Thread.currentThread());
              ran.countDown();
            });
        assertTrue(ran.await(20, TimeUnit.SECONDS));
        Patience.await(() -> "the loop does not wait", () -> isInSelect(owner.get()));
      }
      loop.close();
      recording.stop();
      assertTrue(recorded(recording, WAIT).size() >= 2);
      List<RecordedEvent> wakeups = recorded(recording, WAKEUP);
      assertFalse(wakeups.isEmpty());
      assertEquals(Thread.currentThread().getName(), wakeups.getLast().getThread().getJavaName());
    }
  }

  /** Whoever brings work to a loop that is still awake need not wake it. */
  private static boolean isInSelect(Thread owner) {
    return Stream.of(owner.getStackTrace()).anyMatch(at -> at.getMethodName().equals("select"));
  }

  @Rule("AIO-24")
  @Test
  void whatIsFastOrWasNotAskedForIsNotTold() throws IOException {
    try (Recording recording = new Recording()) {
      recording.start(); // with the thresholds that the events have
      loop.execute(() -> {});
      assertTrue(loop.poll(true));
      loop.poll(Duration.ofMillis(20));
      recording.stop();
      for (String type : List.of(ITERATION, WAIT, WAKEUP)) {
        assertEquals(List.of(), recorded(recording, type));
      }
    }
  }

  @Rule("AIO-24")
  @Test
  void eventsThatAreSwitchedOffTellNothing() throws IOException {
    try (Recording recording = new Recording()) {
      for (String type : List.of(ITERATION, HANDLER, WAIT, WAKEUP)) {
        recording.disable(type);
      }
      recording.start();
      loop.execute(new Slow("unheard"));
      assertTrue(loop.poll(true));
      recording.stop();
      for (String type : List.of(ITERATION, HANDLER, WAIT, WAKEUP)) {
        assertEquals(List.of(), recorded(recording, type));
      }
    }
  }

  @Rule("AIO-24")
  @Test
  void aTurnAllocatesNothingWhileOthersRecordOtherThings() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    BottomHalf bottomHalf = loop.bottomHalf(calls::incrementAndGet);
    AioTimer timer = loop.timer(calls::incrementAndGet);
    int turns = 20_000;
    try (Recording recording = new Recording()) {
      for (String type : List.of(ITERATION, HANDLER, WAIT, WAKEUP)) {
        recording.disable(type);
      }
      recording.start();
      turn(turns, bottomHalf, timer);
      long before = allocated();
      turn(turns, bottomHalf, timer);
      long bytes = allocated() - before;
      assertTrue(bytes < turns, bytes + " bytes in " + turns + " turns");
    }
    assertEquals(4 * turns, calls.get());
  }

  private void turn(int times, BottomHalf bottomHalf, AioTimer timer) throws IOException {
    for (int i = 0; i < times; i++) {
      bottomHalf.schedule();
      timer.armNanos(0);
      loop.poll(false);
    }
  }

  private static long allocated() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
  }
}
