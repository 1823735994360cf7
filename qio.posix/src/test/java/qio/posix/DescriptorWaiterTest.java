package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.Thread.State;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.Readiness;

class DescriptorWaiterTest {

  private static final long LIMIT = 20_000_000_000L;
  private static final long SHORT = 50_000_000L;

  /** A thread of one kind with a task whose outcome is asked for. */
  enum Kind {
    PLATFORM {
      @Override
      Thread start(Runnable task) {
        return Thread.ofPlatform().daemon().start(task);
      }
    },
    VIRTUAL {
      @Override
      Thread start(Runnable task) {
        return Thread.ofVirtual().start(task);
      }
    };

    abstract Thread start(Runnable task);

    <T> Running<T> run(Callable<T> task) {
      FutureTask<T> future = new FutureTask<>(task);
      return new Running<>(start(future), future);
    }
  }

  record Running<T>(Thread thread, FutureTask<T> future) {
    T result() throws Exception {
      try {
        return future.get(20, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }

    /** Until the thread waits: in a native call it is RUNNABLE, so its stack is looked at. */
    void awaitWaiting() {
      long deadline = System.nanoTime() + LIMIT;
      while (System.nanoTime() < deadline) {
        if (thread.isVirtual()) {
          State state = thread.getState();
          if (state == State.WAITING || state == State.TIMED_WAITING) {
            return;
          }
        } else {
          for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("ppoll")) {
              return;
            }
          }
        }
        Thread.onSpinWait();
      }
      fail("the thread does not wait");
    }
  }

  private int before;
  private int registrationsBefore;
  private PosixSockets.Pair pair;
  private PosixDescriptor end;
  private SocketTransfer peer;

  @BeforeEach
  void connect() throws Exception {
    warmUp();
    before = OpenDescriptors.count();
    registrationsBefore = OpenDescriptors.registrations();
    pair = PosixSockets.pair(SocketType.STREAM);
    end = pair.first();
    peer = new SocketTransfer(pair.second());
  }

  /** The poller of the virtual threads stays for the life of the process; that is no leak. */
  private static void warmUp() throws Exception {
    try (PosixDescriptor counter = PosixFiles.eventCounter()) {
      Kind.VIRTUAL.run(() -> counter.waiter().await(Readiness.READ, 1)).result();
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    pair.first().close();
    pair.second().close();
    OpenDescriptors.assertNoneLeaked(before);
    assertEquals(registrationsBefore, OpenDescriptors.registrations(), "registrations leaked");
  }

  private void fill() throws IOException {
    SocketTransfer out = new SocketTransfer(end);
    ByteBuffer filler = ByteBuffer.allocateDirect(1 << 16);
    while (out.send(filler.clear()) >= 0) {
      assertTrue(filler.position() > 0);
    }
  }

  private void drainPeer() throws IOException {
    SocketTransfer in = new SocketTransfer(pair.second());
    ByteBuffer sink = ByteBuffer.allocateDirect(1 << 16);
    while (in.receive(sink.clear()) > 0) {
      assertTrue(sink.position() > 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aReaderWakesWhenBytesCome(Kind kind) throws Exception {
    Running<Boolean> reader = kind.run(() -> end.waiter().await(Readiness.READ, -1));
    reader.awaitWaiting();
    peer.send(ByteBuffer.wrap(new byte[] {1}));
    assertTrue(reader.result());
    assertTrue(kind.run(() -> end.waiter().await(Readiness.READ, LIMIT)).result(), "still there");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aReaderWakesWhenTheStreamEnds(Kind kind) throws Exception {
    Running<Boolean> reader = kind.run(() -> end.waiter().await(Readiness.READ, -1));
    reader.awaitWaiting();
    PosixSockets.shutdown(pair.second(), false, true);
    assertTrue(reader.result());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aWriterWakesWhenThereIsRoom(Kind kind) throws Exception {
    assertTrue(kind.run(() -> end.waiter().await(Readiness.WRITE, -1)).result(), "room at once");
    fill();
    Running<Boolean> writer = kind.run(() -> end.waiter().await(Readiness.WRITE, -1));
    writer.awaitWaiting();
    drainPeer();
    assertTrue(writer.result());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everybodyWakesWhenThePeerIsGone(Kind kind) throws Exception {
    fill();
    Running<Boolean> reader = kind.run(() -> end.waiter().await(Readiness.READ, -1));
    Running<Boolean> writer = kind.run(() -> end.waiter().await(Readiness.WRITE, -1));
    reader.awaitWaiting();
    writer.awaitWaiting();
    pair.second().close();
    assertTrue(reader.result());
    assertTrue(writer.result());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void onlyTheTimeLimitAnswersFalse(Kind kind) throws Exception {
    long start = System.nanoTime();
    assertFalse(kind.run(() -> end.waiter().await(Readiness.READ, SHORT)).result());
    assertTrue(System.nanoTime() - start >= SHORT, "not before its time");
    assertFalse(kind.run(() -> end.waiter().await(Readiness.READ, 0)).result());
    assertTrue(kind.run(() -> end.waiter().await(Readiness.WRITE, 0)).result());
    peer.send(ByteBuffer.wrap(new byte[] {1}));
    assertTrue(kind.run(() -> end.waiter().await(Readiness.READ, 0)).result());
    assertTrue(
        kind.run(() -> end.waiter().await(Readiness.READ, Long.MAX_VALUE)).result(),
        "the longest limit is no limit");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aWakeUpBeforeTheWaitIsKept(Kind kind) throws Exception {
    end.waiter().wake(Readiness.READ);
    assertTrue(kind.run(() -> end.waiter().await(Readiness.READ, LIMIT)).result());
    assertFalse(
        kind.run(() -> end.waiter().await(Readiness.READ, SHORT)).result(), "and taken once");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aWakeUpThatEndsAWaitDoesNotEndTheNextOne(Kind kind) throws Exception {
    for (int i = 0; i < 3; i++) {
      Running<Boolean> reader = kind.run(() -> end.waiter().await(Readiness.READ, -1));
      reader.awaitWaiting();
      end.waiter().wake(Readiness.READ);
      assertTrue(reader.result());
      assertFalse(kind.run(() -> end.waiter().await(Readiness.READ, SHORT)).result());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aWakeUpEndsOnlyTheWaitsThatItIsFor(Kind kind) throws Exception {
    fill();
    Running<Boolean> reader = kind.run(() -> end.waiter().await(Readiness.READ, -1));
    Running<Boolean> writer = kind.run(() -> end.waiter().await(Readiness.WRITE, -1));
    reader.awaitWaiting();
    writer.awaitWaiting();
    end.waiter().wake(Readiness.READ);
    assertTrue(reader.result());
    writer.awaitWaiting();
    assertFalse(writer.future().isDone());
    end.waiter().wake(Readiness.WRITE);
    assertTrue(writer.result());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void severalThreadsWaitForTheSame(Kind kind) throws Exception {
    Running<Boolean> first = kind.run(() -> end.waiter().await(Readiness.READ, -1));
    first.awaitWaiting();
    Running<Boolean> second = kind.run(() -> end.waiter().await(Readiness.READ, -1));
    second.awaitWaiting();
    Running<Boolean> other =
        kind.run(() -> end.waiter().await(Readiness.READ | Readiness.PRIORITY, -1));
    other.awaitWaiting();
    peer.send(ByteBuffer.wrap(new byte[] {1}));
    assertTrue(first.result());
    assertTrue(second.result());
    assertTrue(other.result());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void closingWakesBothSidesAndFreesTheNumber(Kind kind) throws Exception {
    fill();
    int number = end.number();
    Running<Boolean> reader = kind.run(() -> end.waiter().await(Readiness.READ, -1));
    Running<Boolean> writer = kind.run(() -> end.waiter().await(Readiness.WRITE, -1));
    Running<Boolean> nothing = kind.run(() -> end.waiter().await(Readiness.HANG_UP, -1));
    reader.awaitWaiting();
    writer.awaitWaiting();
    nothing.awaitWaiting();
    end.close();
    assertTrue(reader.result());
    assertTrue(writer.result());
    assertTrue(nothing.result());
    awaitGone(number);
    assertThrows(ClosedChannelException.class, () -> end.waiter().await(Readiness.READ, -1));
  }

  /** The last thread that comes out frees the number, a moment after its task has ended. */
  private static void awaitGone(int number) {
    long deadline = System.nanoTime() + LIMIT;
    while (OpenDescriptors.has(number)) {
      assertTrue(System.nanoTime() < deadline, "the number was never freed");
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anInterruptEndsTheWaitKeepsTheStatusAndHarmsNothing(Kind kind) throws Exception {
    for (int round = 0; round < 20; round++) {
      Running<Boolean> reader =
          kind.run(
              () -> {
                boolean inTime = end.waiter().await(Readiness.READ, -1);
                return inTime && Thread.currentThread().isInterrupted();
              });
      if (round % 2 == 0) {
        reader.awaitWaiting();
      }
      reader.thread().interrupt();
      assertTrue(reader.result(), "returned with the interrupt status set");
      assertTrue(end.isOpen());
    }
    Running<Boolean> next = kind.run(() -> end.waiter().await(Readiness.READ, LIMIT));
    peer.send(ByteBuffer.wrap(new byte[] {7}));
    assertTrue(next.result());
    ByteBuffer got = ByteBuffer.allocate(1);
    assertEquals(1, new SocketTransfer(end).receive(got));
    assertEquals(7, got.get(0));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anInterruptedThreadDoesNotWaitAtAll(Kind kind) throws Exception {
    assertTrue(
        kind.run(
                () -> {
                  Thread.currentThread().interrupt();
                  return end.waiter().await(Readiness.READ, -1)
                      && Thread.currentThread().isInterrupted();
                })
            .result());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRegularFileIsAlwaysReady(Kind kind) throws Exception {
    try (PosixDescriptor file = PosixFiles.memoryFile("ready")) {
      for (int i = 0; i < 3; i++) {
        assertTrue(kind.run(() -> file.waiter().await(Readiness.READ, -1)).result());
        assertTrue(kind.run(() -> file.waiter().await(Readiness.WRITE, -1)).result());
      }
    }
  }

  @Test
  void aRegistrationEndsWithItsDescriptorThoughADuplicateLivesOn() throws Exception {
    Running<Boolean> reader = Kind.VIRTUAL.run(() -> end.waiter().await(Readiness.READ, -1));
    reader.awaitWaiting();
    try (PosixDescriptor copy = end.dup()) {
      int number = end.number();
      assertEquals(registrationsBefore + 1, OpenDescriptors.registrations());
      end.close();
      assertTrue(reader.result());
      assertEquals(registrationsBefore, OpenDescriptors.registrations());
      PosixSockets.Pair next = PosixSockets.pair(SocketType.STREAM);
      assertEquals(number, next.first().number(), "the number is in use again");
      Running<Boolean> nextReader =
          Kind.VIRTUAL.run(() -> next.first().waiter().await(Readiness.READ, -1));
      nextReader.awaitWaiting();
      peer.send(ByteBuffer.wrap(new byte[] {1})); // readiness of the file behind the duplicate
      assertTrue(Kind.VIRTUAL.run(() -> copy.waiter().await(Readiness.READ, LIMIT)).result());
      nextReader.awaitWaiting();
      assertFalse(nextReader.future().isDone(), "an event of the old file does not reach the new");
      next.first().close();
      next.second().close();
      assertTrue(nextReader.result());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noWakeUpIsLostInAHundredThousandTurns(Kind kind) throws Exception {
    int turns = kind == Kind.VIRTUAL ? 100_000 : 20_000;
    Running<Integer> one = kind.run(() -> bounce(pair.first(), turns, true));
    Running<Integer> two = kind.run(() -> bounce(pair.second(), turns, false));
    assertEquals(turns, one.result());
    assertEquals(turns, two.result());
  }

  /** Each byte is answered by the next, so one lost wake-up stops both. */
  private static int bounce(PosixDescriptor end, int turns, boolean first) throws IOException {
    SocketTransfer in = new SocketTransfer(end);
    SocketTransfer out = new SocketTransfer(end);
    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
    for (int turn = 0; turn < turns; turn++) {
      if (first) {
        assertEquals(1, out.send(buffer.clear().put(0, (byte) turn)));
      }
      buffer.clear();
      while (in.receive(buffer) == -2) {
        if (!end.waiter().await(Readiness.READ, LIMIT)) {
          return turn;
        }
      }
      assertEquals((byte) turn, buffer.get(0));
      if (!first) {
        assertEquals(1, out.send(buffer.clear()));
      }
    }
    return turns;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noWakeUpIsLostWithFullBuffersBothWays(Kind kind) throws Exception {
    long total = 64L << 20;
    Running<Long> sending = kind.run(() -> pump(pair.first(), total));
    Running<Long> receiving = kind.run(() -> sink(pair.second(), total));
    Running<Long> sendingBack = kind.run(() -> pump(pair.second(), total));
    Running<Long> receivingBack = kind.run(() -> sink(pair.first(), total));
    assertEquals(total, sending.result());
    assertEquals(total, receiving.result());
    assertEquals(total, sendingBack.result());
    assertEquals(total, receivingBack.result());
  }

  private static long pump(PosixDescriptor end, long total) throws IOException {
    SocketTransfer out = new SocketTransfer(end);
    ByteBuffer buffer = ByteBuffer.allocate(50_000);
    long done = 0;
    while (done < total) {
      buffer.clear().limit((int) Math.min(50_000, total - done));
      int n = out.send(buffer);
      if (n >= 0) {
        done += n;
      } else if (!end.waiter().await(Readiness.WRITE, LIMIT)) {
        return done;
      }
    }
    return done;
  }

  private static long sink(PosixDescriptor end, long total) throws IOException {
    SocketTransfer in = new SocketTransfer(end);
    ByteBuffer buffer = ByteBuffer.allocateDirect(70_000);
    long done = 0;
    while (done < total) {
      int n = in.receive(buffer.clear());
      if (n >= 0) {
        done += n;
      } else if (!end.waiter().await(Readiness.READ, LIMIT)) {
        return done;
      }
    }
    return done;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void closingRacesWithTransfersAndWaitsAndNothingHangsOrLeaks(Kind kind) throws Exception {
    for (int round = 0; round < 300; round++) {
      PosixSockets.Pair racing = PosixSockets.pair(SocketType.STREAM);
      Running<Boolean> reader = kind.run(() -> readUntilClosed(racing.first()));
      Running<Boolean> writer = kind.run(() -> writeUntilClosed(racing.first()));
      if (round % 3 == 0) {
        Thread.onSpinWait();
      } else if (round % 3 == 1) {
        reader.awaitWaiting();
      }
      racing.first().close();
      assertTrue(reader.result());
      assertTrue(writer.result());
      racing.second().close();
    }
  }

  private static boolean readUntilClosed(PosixDescriptor end) throws IOException {
    SocketTransfer in = new SocketTransfer(end);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    try {
      for (; ; ) {
        assertEquals(-2, in.receive(buffer));
        end.waiter().await(Readiness.READ, -1);
      }
    } catch (ClosedChannelException e) {
      return true;
    }
  }

  private static boolean writeUntilClosed(PosixDescriptor end) throws IOException {
    SocketTransfer out = new SocketTransfer(end);
    ByteBuffer buffer = ByteBuffer.allocate(100_000);
    try {
      for (; ; ) {
        if (out.send(buffer.clear()) == -2) {
          end.waiter().await(Readiness.WRITE, -1);
        }
      }
    } catch (ClosedChannelException e) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void wakingFromManyThreadsIsNeverLost(Kind kind) throws Exception {
    int turns = 20_000;
    Running<Integer> sleeper =
        kind.run(
            () -> {
              int woken = 0;
              while (woken < turns && end.waiter().await(Readiness.READ, LIMIT)) {
                woken++;
                end.waiter().wake(Readiness.PRIORITY); // has no effect on readers
                turn = woken;
              }
              return woken;
            });
    for (int i = 0; i < turns && !sleeper.future().isDone(); i++) {
      end.waiter().wake(Readiness.READ);
      long deadline = System.nanoTime() + LIMIT;
      while (turn <= i && !sleeper.future().isDone()) {
        assertTrue(System.nanoTime() < deadline, "wake-up " + i + " was lost");
        Thread.onSpinWait();
      }
    }
    assertEquals(turns, sleeper.result());
  }

  private volatile int turn;
}
