package qio.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static qio.posix.Eventually.until;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.aio.Readiness;
import qio.api.channel.DescriptorList;

/** Platform threads that wait inside {@code recv}, and what gets them out of it. */
class ReceiveWaitingTest {

  private int before;
  private PosixSockets.Pair pair;
  private SocketTransfer in;
  private SocketTransfer out;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(WakeSignal.ofProcess() != null, "no signal to wake with");
    before = OpenDescriptors.count();
    pair = PosixSockets.pair(SocketType.STREAM);
    in = new SocketTransfer(pair.first());
    out = new SocketTransfer(pair.second());
  }

  @AfterEach
  void close() throws IOException {
    if (pair != null) {
      pair.first().close();
      pair.second().close();
      OpenDescriptors.assertNoneLeaked(before);
    }
  }

  private static long receive(SocketTransfer in, ByteBuffer dst) throws IOException {
    return in.receiveWaiting(new ByteBuffer[] {dst}, 0, 1, null);
  }

  static Stream<ByteBuffer> buffers() {
    return Stream.of(
        ByteBuffer.allocateDirect(300),
        ByteBuffer.allocate(300),
        ByteBuffer.allocate(300).position(10).slice(),
        ByteBuffer.allocate(100_000));
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void bytesThatComeEndTheWait(ByteBuffer dst) throws Exception {
    InCall<Long> reader = new InCall<>(() -> receive(in, dst)).awaitInside();
    out.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertEquals(3, reader.result());
    assertEquals(3, dst.position());
    byte[] got = new byte[3];
    dst.get(0, got);
    assertArrayEquals(new byte[] {1, 2, 3}, got);
  }

  @ParameterizedTest
  @MethodSource("buffers")
  void bytesThatAreThereAreTakenAtOnce(ByteBuffer dst) throws Exception {
    out.send(ByteBuffer.wrap(new byte[] {7}));
    assertEquals(1, receive(in, dst));
    assertEquals(7, dst.get(0));
  }

  @Test
  void aLargeHeapBufferTakesAllThatIsThereInOneCall() throws Exception {
    out.send(ByteBuffer.allocate(50_000));
    assertEquals(50_000, receive(in, ByteBuffer.allocate(100_000)));
  }

  @Test
  void theEndOfTheStreamEndsTheWait() throws Exception {
    InCall<Long> reader =
        new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8))).awaitInside();
    PosixSockets.shutdown(pair.second(), false, true);
    assertEquals(Answers.EOF, reader.result());
  }

  @Test
  void aWakeUpEndsTheWait() throws Exception {
    InCall<Long> reader =
        new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8))).awaitInside();
    pair.first().waiter().wake(Readiness.READ);
    assertEquals(Answers.WOULD_BLOCK, reader.result());
  }

  @Test
  void aWakeUpBeforeTheWaitEndsItAndNotTheNext() throws Exception {
    pair.first().waiter().wake(Readiness.READ);
    assertEquals(Answers.WOULD_BLOCK, receive(in, ByteBuffer.allocateDirect(8)));
    InCall<Long> reader =
        new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8))).awaitInside();
    out.send(ByteBuffer.wrap(new byte[] {1}));
    assertEquals(1, reader.result());
  }

  @Test
  void aWakeUpForWritingDoesNotReachTheReader() throws Exception {
    InCall<Long> reader =
        new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8))).awaitInside();
    pair.first().waiter().wake(Readiness.WRITE);
    out.send(ByteBuffer.wrap(new byte[] {1}));
    assertEquals(1, reader.result());
  }

  @Test
  void anInterruptEndsTheWaitAndIsLeftForTheCaller() throws Exception {
    InCall<Boolean> reader =
        new InCall<>(
                () -> {
                  long n = receive(in, ByteBuffer.allocateDirect(8));
                  return n == Answers.WOULD_BLOCK && Thread.currentThread().isInterrupted();
                })
            .awaitInside();
    reader.thread().interrupt();
    assertTrue(reader.result());
    out.send(ByteBuffer.wrap(new byte[] {1}));
    assertEquals(1, receive(in, ByteBuffer.allocateDirect(8)), "still usable");
  }

  @Test
  void anInterruptThatCameBeforeEndsTheWait() throws Exception {
    Thread.currentThread().interrupt();
    assertEquals(Answers.WOULD_BLOCK, receive(in, ByteBuffer.allocateDirect(8)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void closingTheDescriptorEndsTheWait() throws Exception {
    InCall<Long> reader =
        new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8))).awaitInside();
    pair.first().close();
    assertEquals(Answers.WOULD_BLOCK, reader.result());
    assertThrows(ClosedChannelException.class, () -> receive(in, ByteBuffer.allocateDirect(8)));
  }

  @Test
  void aVirtualThreadDoesNotOccupyItsCarrier() throws Exception {
    FutureTask<Long> task = new FutureTask<>(() -> receive(in, ByteBuffer.allocateDirect(8)));
    Thread.ofVirtual().start(task);
    assertEquals(Answers.NOT_SUPPORTED, task.get(20, TimeUnit.SECONDS));
  }

  /**
   * A signal that comes before the thread is in the kernel ends nothing: it has to be sent again.
   * Each round meets the reader at another moment of its way there.
   */
  @Test
  void noWakeUpIsLostOnTheWayIntoTheCall() throws Exception {
    int rounds = 50_000;
    long enough = System.nanoTime() + 15_000_000_000L; // a crowded machine plays fewer
    AtomicLong awoken = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    InCall<Void> reader =
        new InCall<>(
            () -> {
              ByteBuffer dst = ByteBuffer.allocateDirect(8);
              while (!over.get()) {
                assertEquals(Answers.WOULD_BLOCK, receive(in, dst));
                awoken.incrementAndGet();
              }
              return null;
            });
    for (int i = 0; i < rounds && System.nanoTime() < enough; i++) {
      long seen = awoken.get();
      for (int spin = i % 200; spin > 0; spin--) {
        Thread.onSpinWait();
      }
      pair.first().waiter().wake(Readiness.READ);
      until(() -> awoken.get() > seen || reader.isDone());
    }
    over.set(true);
    pair.first().waiter().wake(Readiness.READ);
    reader.result();
  }

  /** The same for two who wake at once, and with threads that end right after. */
  @Test
  void manyMayWakeAThreadThatIsAboutToEnd() throws Exception {
    for (int i = 0; i < 500; i++) {
      InCall<Long> reader = new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8)));
      Thread other =
          Thread.ofPlatform().daemon().start(() -> pair.first().waiter().wake(Readiness.READ));
      reader.thread().interrupt();
      assertEquals(Answers.WOULD_BLOCK, reader.result());
      other.join(20_000);
      assertFalse(other.isAlive(), "whoever wakes comes back");
      reader.thread().join(20_000);
      receive(in, ByteBuffer.allocateDirect(0)); // nothing of it stays for the next round
      takeWakeUp();
    }
  }

  /** A wake-up that found nobody is kept for the next wait. */
  private void takeWakeUp() throws IOException {
    pair.first().waiter().wake(Readiness.READ);
    assertEquals(Answers.WOULD_BLOCK, receive(in, ByteBuffer.allocateDirect(8)));
  }

  // ---- with descriptors

  private static long receive(SocketTransfer in, ByteBuffer dst, DescriptorList received)
      throws IOException {
    return in.receiveWaiting(new ByteBuffer[] {dst}, 0, 1, received);
  }

  @Test
  void descriptorsComeWithTheBytesThatEndTheWait() throws Exception {
    try (DescriptorList received = new DescriptorList();
        PosixDescriptor passed = pair.second().dup()) {
      ByteBuffer dst = ByteBuffer.allocateDirect(8).position(2);
      InCall<Long> reader = new InCall<>(() -> receive(in, dst, received)).awaitInside();
      ByteBuffer[] srcs = {ByteBuffer.wrap(new byte[] {1, 2})};
      out.send(srcs, 0, 1, List.of(passed, passed));
      assertEquals(2, reader.result());
      assertEquals(2, received.size());
      assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), dst.flip().position(2));
    }
  }

  @Test
  void whoAsksForDescriptorsIsWokenToo() throws Exception {
    try (DescriptorList received = new DescriptorList()) {
      InCall<Long> reader =
          new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8), received)).awaitInside();
      pair.first().waiter().wake(Readiness.READ);
      assertEquals(Answers.WOULD_BLOCK, reader.result());
      reader =
          new InCall<>(() -> receive(in, ByteBuffer.allocateDirect(8), received)).awaitInside();
      PosixSockets.shutdown(pair.second(), false, true);
      assertEquals(Answers.EOF, reader.result());
    }
  }

  @Test
  void aHeapBufferIsNotHeldInACallThatWaitsForDescriptors() throws Exception {
    try (DescriptorList received = new DescriptorList()) {
      assertEquals(Answers.NOT_SUPPORTED, receive(in, ByteBuffer.allocate(8), received));
    }
  }

  /** The kernel would write into memory that is somebody else's by then. */
  @Test
  void theArenaOfABufferCannotBeClosedMeanwhile() throws Exception {
    try (DescriptorList received = new DescriptorList();
        Arena arena = Arena.ofShared()) {
      ByteBuffer dst = arena.allocate(8).asByteBuffer();
      InCall<Long> reader = new InCall<>(() -> receive(in, dst, received)).awaitAsleep();
      assertThrows(IllegalStateException.class, arena::close);
      out.send(ByteBuffer.wrap(new byte[] {1}));
      assertEquals(1, reader.result());
    }
  }

  // ---- O_NONBLOCK

  @Test
  void aSocketOfOursIsSwitchedToBlockingByTheFirstWaitOnly() throws Exception {
    assertTrue(pair.first().isNonBlocking());
    out.send(ByteBuffer.wrap(new byte[] {1}));
    receive(in, ByteBuffer.allocateDirect(8));
    assertFalse(pair.first().isNonBlocking());
    assertEquals(Answers.WOULD_BLOCK, in.receive(ByteBuffer.allocateDirect(8)), "no wait here");
  }

  @Test
  void aSocketThatIsLentIsNonBlockingForGood() throws Exception {
    out.send(ByteBuffer.wrap(new byte[] {1}));
    receive(in, ByteBuffer.allocateDirect(8));
    assertTrue(pair.first().lend().isNonBlocking());
    assertEquals(Answers.NOT_SUPPORTED, receive(in, ByteBuffer.allocateDirect(8)));
    assertTrue(pair.first().isNonBlocking());
  }

  @Test
  void theFlagOfSomebodyElsesSocketIsNotTouched() throws Exception {
    try (PosixDescriptor theirs = pair.first().dup()) {
      SocketTransfer adopted = new SocketTransfer(theirs);
      assertEquals(Answers.NOT_SUPPORTED, receive(adopted, ByteBuffer.allocateDirect(8)));
      assertTrue(theirs.isNonBlocking());
    }
  }

  @Test
  void somebodyElsesBlockingSocketIsWaitedIn() throws Exception {
    pair.first().setNonBlocking(false);
    try (PosixDescriptor theirs = pair.first().dup()) {
      SocketTransfer adopted = new SocketTransfer(theirs);
      InCall<Long> reader =
          new InCall<>(() -> receive(adopted, ByteBuffer.allocateDirect(8))).awaitInside();
      out.send(ByteBuffer.wrap(new byte[] {1}));
      assertEquals(1, reader.result());
      assertFalse(theirs.isNonBlocking());
    }
  }
}
