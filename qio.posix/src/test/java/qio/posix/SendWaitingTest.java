package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;

/** Platform threads that wait inside {@code send}, and what gets them out of it. */
class SendWaitingTest {

  private static final int MUCH = 1 << 20;

  private int before;
  private PosixSockets.Pair pair;
  private SocketTransfer in;
  private SocketTransfer out;

  @BeforeEach
  void fill() throws IOException {
    assumeTrue(WakeSignal.ofProcess() != null, "no signal to wake with");
    before = OpenDescriptors.count();
    pair = PosixSockets.pair(SocketType.STREAM);
    in = new SocketTransfer(pair.first());
    out = new SocketTransfer(pair.second());
    while (out.send(ByteBuffer.allocateDirect(4096)) > 0) {
      continue; // until there is no room
    }
  }

  @AfterEach
  void close() throws IOException {
    if (pair != null) {
      pair.first().close();
      pair.second().close();
      OpenDescriptors.assertNoneLeaked(before);
    }
  }

  private long send(ByteBuffer src) throws IOException {
    return out.sendWaiting(new ByteBuffer[] {src}, 0, 1);
  }

  @Test
  void roomForAllOfItEndsTheWait() throws Exception {
    ByteBuffer src = ByteBuffer.allocateDirect(MUCH);
    InCall<Long> writer = new InCall<>(() -> send(src)).awaitInside();
    ByteBuffer dst = ByteBuffer.allocateDirect(MUCH);
    Eventually.until(
        () -> {
          try {
            in.receive(dst.clear());
            return writer.isDone();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertEquals(MUCH, writer.result());
    assertFalse(src.hasRemaining());
  }

  @Test
  void aWakeUpEndsTheWait() throws Exception {
    InCall<Long> writer = new InCall<>(() -> send(ByteBuffer.allocateDirect(8))).awaitInside();
    pair.second().waiter().wake(Readiness.WRITE);
    assertEquals(Answers.WOULD_BLOCK, writer.result());
  }

  @Test
  void aWakeUpForReadingDoesNotReachTheWriter() throws Exception {
    InCall<Long> writer = new InCall<>(() -> send(ByteBuffer.allocateDirect(8))).awaitInside();
    pair.second().waiter().wake(Readiness.READ);
    while (in.receive(ByteBuffer.allocateDirect(MUCH)) > 0) {
      continue; // until all is taken
    }
    assertEquals(8, writer.result());
  }

  @Test
  void anInterruptEndsTheWaitAndIsLeftForTheCaller() throws Exception {
    InCall<Boolean> writer =
        new InCall<>(
                () ->
                    send(ByteBuffer.allocateDirect(8)) == Answers.WOULD_BLOCK
                        && Thread.currentThread().isInterrupted())
            .awaitInside();
    writer.thread().interrupt();
    assertTrue(writer.result());
  }

  @Test
  void closingTheDescriptorEndsTheWait() throws Exception {
    InCall<Long> writer = new InCall<>(() -> send(ByteBuffer.allocateDirect(8))).awaitInside();
    pair.second().close();
    assertEquals(Answers.WOULD_BLOCK, writer.result());
    assertThrows(ClosedChannelException.class, () -> send(ByteBuffer.allocateDirect(8)));
  }

  @Test
  void thePeersEndFailsTheCall() throws Exception {
    InCall<Long> writer = new InCall<>(() -> send(ByteBuffer.allocateDirect(8))).awaitInside();
    pair.first().close();
    assertThrows(SocketException.class, writer::result);
  }

  /** What has gone out before counts, and the buffer says so. */
  @Test
  void aWakeUpInTheMiddleTellsHowFarItGot() throws Exception {
    ByteBuffer src = ByteBuffer.allocateDirect(8 * MUCH);
    InCall<Long> writer = new InCall<>(() -> send(src)).awaitInside();
    long taken = 0;
    while (taken < MUCH) {
      taken += Math.max(0, in.receive(ByteBuffer.allocateDirect(4096)));
    }
    pair.second().waiter().wake(Readiness.WRITE);
    long n = writer.result();
    assertTrue(n > 0 && n < 8 * MUCH, n + " bytes");
    assertEquals(n, src.position());
  }

  @Test
  void aHeapBufferIsNotHeldInACallThatWaits() throws Exception {
    assertEquals(Answers.NOT_SUPPORTED, send(ByteBuffer.allocate(8)));
  }

  @Test
  void severalBuffersWaitOtherwise() throws Exception {
    ByteBuffer[] two = {ByteBuffer.allocateDirect(8), ByteBuffer.allocateDirect(8)};
    assertEquals(Answers.NOT_SUPPORTED, out.sendWaiting(two, 0, 2));
    assertEquals(0, out.sendWaiting(two, 0, 0));
  }

  @Test
  void aVirtualThreadDoesNotOccupyItsCarrier() throws Exception {
    FutureTask<Long> task = new FutureTask<>(() -> send(ByteBuffer.allocateDirect(8)));
    Thread.ofVirtual().start(task);
    assertEquals(Answers.NOT_SUPPORTED, task.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aSocketThatIsLentDoesNotWait() throws Exception {
    assertTrue(pair.second().lend().isNonBlocking());
    assertEquals(Answers.NOT_SUPPORTED, send(ByteBuffer.allocateDirect(8)));
  }
}
