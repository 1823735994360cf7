package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;

/**
 * What becomes of a registration with the poller of virtual threads when those have left the
 * descriptor to others, and what if they come back.
 */
class AbandonedRegistrationTest {

  private static final long LIMIT = 20_000_000_000L;
  private static final int STRESS_MESSAGES = 40_000;

  private PosixSockets.Pair pair;
  private PosixDescriptor end;
  private SocketTransfer in;
  private SocketTransfer peer;
  private final ByteBuffer one = ByteBuffer.allocateDirect(1);

  @BeforeEach
  void connect() throws IOException {
    pair = PosixSockets.pair(SocketType.STREAM);
    end = pair.first();
    in = new SocketTransfer(end);
    peer = new SocketTransfer(pair.second());
  }

  @AfterEach
  void disconnect() throws IOException {
    pair.first().close();
    pair.second().close();
  }

  private static <T> FutureTask<T> startVirtual(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofVirtual().start(future);
    return future;
  }

  private static <T> T result(FutureTask<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  /** A virtual thread waits for one byte and takes it. */
  private void virtualThreadReads() throws Exception {
    FutureTask<Boolean> reader = startVirtual(() -> end.waiter().await(Readiness.READ, LIMIT));
    Eventually.until(end.waiter()::isRegistered);
    peer.send(one.clear());
    assertTrue(result(reader));
    assertEquals(1, in.receive(one.clear()));
  }

  /** Bytes come and go, until the poller has heard of them often enough. */
  private void exchangeUntilAbandoned() {
    Eventually.until(
        () -> {
          try {
            peer.send(one.clear());
            assertEquals(1, in.receive(one.clear()));
            return !end.waiter().isRegistered();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void whatNoVirtualThreadWaitsForIsUnregistered() throws Exception {
    int before = OpenDescriptors.registrations();
    virtualThreadReads();
    assertEquals(before + 1, OpenDescriptors.registrations());
    exchangeUntilAbandoned();
    Eventually.until(() -> OpenDescriptors.registrations() == before);
  }

  @Test
  void aVirtualThreadThatComesBackIsWoken() throws Exception {
    for (int i = 0; i < 3; i++) {
      virtualThreadReads();
      exchangeUntilAbandoned();
    }
    peer.send(one.clear()); // here before anybody waits
    assertTrue(result(startVirtual(() -> end.waiter().await(Readiness.READ, LIMIT))));
  }

  @Test
  void aReadThatHasSeenTheEndOfTheInputIsNoReasonNotToAsk() throws Exception {
    virtualThreadReads();
    exchangeUntilAbandoned();
    FutureTask<Boolean> reader =
        startVirtual(
            () -> {
              assertEquals(Answers.WOULD_BLOCK, in.receive(one.clear()));
              return end.waiter().await(Readiness.READ, LIMIT);
            });
    Eventually.until(end.waiter()::isRegistered);
    peer.send(one.clear());
    assertTrue(result(reader));
  }

  @Test
  void aWriterThatIsParkedKeepsIt() throws Exception {
    SocketTransfer out = new SocketTransfer(end);
    while (out.send(ByteBuffer.allocateDirect(4096)) > 0) {
      continue; // until there is no room
    }
    FutureTask<Boolean> writer = startVirtual(() -> end.waiter().await(Readiness.WRITE, LIMIT));
    Eventually.until(end.waiter()::isRegistered);
    for (int i = 0; i < 1000; i++) {
      peer.send(one.clear());
      assertEquals(1, in.receive(one.clear()));
      assertTrue(end.waiter().isRegistered());
    }
    assertFalse(writer.isDone());
    SocketTransfer sink = new SocketTransfer(pair.second());
    while (sink.receive(ByteBuffer.allocateDirect(1 << 16)) > 0) {
      continue; // until there is room
    }
    assertTrue(result(writer));
  }

  @Test
  void aDescriptorThatIsClosedMeanwhileLeavesNothing() throws Exception {
    int before = OpenDescriptors.registrations();
    for (int i = 0; i < 200; i++) {
      PosixSockets.Pair other = PosixSockets.pair(SocketType.STREAM);
      SocketTransfer there = new SocketTransfer(other.second());
      FutureTask<Boolean> reader =
          startVirtual(() -> other.first().waiter().await(Readiness.READ, LIMIT));
      Eventually.until(other.first().waiter()::isRegistered);
      for (int sent = 0; sent < 70; sent++) {
        there.send(one.clear());
      }
      assertTrue(result(reader));
      other.first().close();
      other.second().close();
    }
    Eventually.until(() -> OpenDescriptors.registrations() == before);
  }

  /** Every message has to reach a reader that is of one kind now and of the other then. */
  @Test
  void noWakeUpIsLostWhileReadersOfBothKindsTakeTurns() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    FutureTask<Integer> writer =
        startVirtual(
            () -> {
              SplittableRandom pauses = new SplittableRandom(11);
              ByteBuffer message = ByteBuffer.allocateDirect(1);
              for (int i = 0; i < STRESS_MESSAGES; i++) {
                while (peer.send(message.clear()) != 1) {
                  pair.second().waiter().await(Readiness.WRITE, LIMIT);
                }
                for (int spins = pauses.nextInt(400); spins > 0; spins--) {
                  Thread.onSpinWait();
                }
              }
              return STRESS_MESSAGES;
            });
    int got = 0;
    while (got < STRESS_MESSAGES) {
      int wanted = Math.min(STRESS_MESSAGES - got, 1 + random.nextInt(300));
      if (random.nextBoolean()) {
        assertEquals(wanted, result(startVirtual(() -> read(wanted))));
      } else {
        assertEquals(wanted, read(wanted));
      }
      got += wanted;
    }
    assertEquals(STRESS_MESSAGES, result(writer));
  }

  private int read(int wanted) throws IOException {
    ByteBuffer message = ByteBuffer.allocateDirect(1);
    for (int i = 0; i < wanted; i++) {
      while (in.receive(message.clear()) != 1) {
        assertTrue(end.waiter().await(Readiness.READ, LIMIT), "a wake-up was lost");
      }
    }
    return wanted;
  }
}
