package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.posix.Eventually.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;

/** What a virtual thread knows after a read that has found less than it asked for. */
class ShortReadTest {

  private static final long LIMIT = 20_000_000_000L;

  private static <T> T onVirtualThread(Callable<T> job) throws Exception {
    FutureTask<T> task = new FutureTask<>(job);
    Thread.ofVirtual().start(task);
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static SocketTransfer tcp(PosixDescriptor socket) {
    return new SocketTransfer(socket, SocketDomain.INET);
  }

  private static void send(PosixDescriptor socket, int bytes) throws IOException {
    assertEquals(bytes, new SocketTransfer(socket).send(ByteBuffer.allocateDirect(bytes)));
  }

  /**
   * The reader waits, so that its socket is registered, and then reads what has come. A wait that
   * finds bytes at once may be back before the poller has told of them; that would undo what a read
   * has found.
   */
  private static int read(PosixDescriptor socket, SocketTransfer in, int room) throws Exception {
    return onVirtualThread(
        () -> {
          assertTrue(socket.waiter().await(Readiness.READ, LIMIT));
          until(() -> socket.waiter().place(Readiness.READ).edges() > 0);
          return in.receive(ByteBuffer.allocateDirect(room));
        });
  }

  @Test
  void aReadThatFindsLessHasLeftNothing() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open()) {
      SocketTransfer in = tcp(pair.client());
      send(pair.server(), 10);
      assertEquals(10, read(pair.client(), in, 11));
      assertTrue(onVirtualThread(in::expectsNothing));
      send(pair.server(), 1);
      assertTrue(onVirtualThread(() -> pair.client().waiter().await(Readiness.READ, LIMIT)));
      assertFalse(onVirtualThread(in::expectsNothing));
      assertEquals(1, in.receive(ByteBuffer.allocateDirect(2)));
    }
  }

  @Test
  void aReadThatFindsAllItAskedForSaysNothing() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open()) {
      SocketTransfer in = tcp(pair.client());
      send(pair.server(), 10);
      assertEquals(10, read(pair.client(), in, 10));
      assertFalse(onVirtualThread(in::expectsNothing));
    }
  }

  @Test
  void aPeekSaysNothing() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open()) {
      SocketTransfer in = tcp(pair.client());
      send(pair.server(), 10);
      assertTrue(onVirtualThread(() -> pair.client().waiter().await(Readiness.READ, LIMIT)));
      ByteBuffer[] dst = {ByteBuffer.allocateDirect(20)};
      assertEquals(10, in.receive(dst, 0, 1, null, true));
      assertFalse(onVirtualThread(in::expectsNothing));
    }
  }

  /** There a read ends before descriptors that came along, too. */
  @Test
  void inAUnixSocketItSaysNothing() throws Exception {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    try (PosixDescriptor first = pair.first();
        PosixDescriptor second = pair.second()) {
      SocketTransfer in = new SocketTransfer(first, SocketDomain.UNIX);
      send(second, 10);
      assertEquals(10, read(first, in, 11));
      assertFalse(onVirtualThread(in::expectsNothing));
    }
  }

  /** The end may have been told with the bytes, and would not be told again. */
  @Test
  void afterTheEndWasToldItSaysNothing() throws Exception {
    try (LoopbackPair pair = LoopbackPair.open()) {
      SocketTransfer in = tcp(pair.client());
      send(pair.server(), 10);
      PosixSockets.shutdown(pair.server(), false, true);
      DescriptorWaiter waiter = pair.client().waiter();
      assertTrue(onVirtualThread(() -> waiter.await(Readiness.READ, LIMIT)));
      WaitPlace place = waiter.place(Readiness.READ);
      until(place::isSpecial); // a wait that finds bytes at once may be back before that
      assertEquals(10, in.receive(ByteBuffer.allocateDirect(11)));
      assertFalse(onVirtualThread(in::expectsNothing));
      assertEquals(Answers.EOF, in.receive(ByteBuffer.allocateDirect(1)));
    }
  }

  /** TCP ends a read at the mark of urgent data, with bytes behind it. */
  @Test
  void afterUrgentDataItSaysNothing() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        PosixDescriptor client = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
      PosixSockets.connect(
          client, new SocketName.Inet(InetAddress.getByName("127.0.0.1"), listener.getLocalPort()));
      try (Socket server = listener.accept()) {
        server.getOutputStream().write(new byte[5]);
        server.sendUrgentData('!');
        server.getOutputStream().write(new byte[5]);
        SocketTransfer in = tcp(client);
        assertTrue(onVirtualThread(() -> client.waiter().await(Readiness.READ, LIMIT)));
        until(client.waiter().place(Readiness.READ)::isSpecial); // see above
        int got = read(client, in, 100);
        while (got < 10) {
          assertFalse(onVirtualThread(in::expectsNothing), "there is more: " + got);
          got += read(client, in, 100);
        }
        assertEquals(10, got);
      }
    }
  }

  /** Bytes and the end arrive at every moment between a read and the wait that follows. */
  @Test
  void theEndIsNeverWaitedForInVain() throws Exception {
    Random random = new Random(42);
    for (int round = 0; round < 1500; round++) {
      int bytes = 1 + random.nextInt(40);
      int pause = random.nextInt(3000);
      try (LoopbackPair pair = LoopbackPair.open()) {
        FutureTask<Integer> reader = new FutureTask<>(() -> readToTheEnd(pair.client()));
        Thread.ofVirtual().start(reader);
        for (int i = 0; i < pause; i++) {
          Thread.onSpinWait();
        }
        send(pair.server(), bytes);
        for (int i = 0; i < pause; i++) {
          Thread.onSpinWait();
        }
        PosixSockets.shutdown(pair.server(), false, true);
        assertEquals(bytes, reader.get(20, TimeUnit.SECONDS), "round " + round);
      }
    }
  }

  private static int readToTheEnd(PosixDescriptor socket) throws IOException {
    SocketTransfer in = tcp(socket);
    ByteBuffer dst = ByteBuffer.allocateDirect(64);
    int sum = 0;
    for (; ; ) {
      if (in.expectsNothing()) {
        assertTrue(socket.waiter().await(Readiness.READ, LIMIT));
      }
      int n = in.receive(dst.clear());
      if (n == Answers.EOF) {
        return sum;
      }
      if (n == Answers.WOULD_BLOCK) {
        assertTrue(socket.waiter().await(Readiness.READ, LIMIT));
      } else {
        sum += n;
      }
    }
  }
}
