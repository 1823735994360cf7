package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.aio.Pollable;
import qio.api.aio.Readiness;
import qio.api.channel.FlushState;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;
import qio.tck.Rule;

class ZeroCopySenderTest {

  private static final long LIMIT = 10_000_000_000L;
  private static final long A_WHILE = 200_000_000L;
  private static final int SIZE = 1 << 20;

  private int before;
  private LoopbackPair pair;
  private ZeroCopySender sender;
  private SocketTransfer plain;
  private SocketTransfer receiver;

  @BeforeEach
  void connect() throws IOException {
    Assumptions.assumeTrue(ZeroCopySender.isSupported(), "this system has no MSG_ZEROCOPY");
    ReadinessPoller.get(); // its descriptor stays
    before = OpenDescriptors.count();
    pair = LoopbackPair.open();
    PosixSockets.setOption(pair.client(), PosixSocketOption.SEND_BUFFER, 2 * SIZE);
    PosixSockets.setOption(pair.server(), PosixSocketOption.RECEIVE_BUFFER, 65_536);
    PosixSockets.setOption(pair.client(), PosixSocketOption.NO_DELAY, 1);
    plain = new SocketTransfer(pair.client());
    sender = new ZeroCopySender(pair.client(), plain);
    receiver = new SocketTransfer(pair.server());
  }

  @AfterEach
  void disconnect() throws IOException {
    if (pair != null) {
      pair.close();
      OpenDescriptors.assertNoneLeaked(before);
    }
  }

  private static ByteBuffer[] direct(int size, int value) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    fill(buffer, value);
    return new ByteBuffer[] {buffer};
  }

  private static void fill(ByteBuffer buffer, int value) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) value);
    }
  }

  /** Receives so many bytes and answers how many of them have this value. */
  private int receive(long size, int value) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(65_536);
    int found = 0;
    for (long left = size; left > 0; ) {
      int n = receiver.receive(dst.clear());
      if (n < 0) {
        assertEquals(Answers.WOULD_BLOCK, n, "the stream ended, and bytes are missing: " + left);
        assertTrue(pair.server().waiter().await(Readiness.READ, LIMIT));
        continue;
      }
      left -= n;
      for (int i = 0; i < n; i++) {
        found += dst.get(i) == value ? 1 : 0;
      }
    }
    return found;
  }

  private FlushState flushed() throws IOException {
    long start = System.nanoTime();
    FlushState state = sender.flush();
    while (state == FlushState.PENDING && System.nanoTime() - start < LIMIT) {
      sender.await(LIMIT);
      state = sender.flush();
    }
    return state;
  }

  /** What a receiver that does not read leaves in the socket is not copied: it is the buffer. */
  @Rule("ZC-2")
  @Test
  void theKernelReadsTheBufferItselfUntilFlushSaysThatItDoesNot() throws IOException {
    ByteBuffer[] src = direct(SIZE, 'a');
    long sent = sender.send(src, 0, 1);
    assertTrue(sent > SIZE / 2, "accepted " + sent);
    assertEquals(sent, src[0].position());
    assertEquals(FlushState.PENDING, sender.flush());
    assertFalse(sender.await(A_WHILE), "nobody reads, so nothing completes");
    fill(src[0], 'b');
    int changed = receive(sent, 'b');
    assertTrue(changed > 0, "the peer got what was written into the buffer after the send");
    assertEquals(FlushState.COPIED, flushed(), "the loopback copies at last");
    assertEquals(FlushState.DONE, sender.flush(), "nothing since");

    src[0].clear();
    sent = sender.send(src, 0, 1);
    int unchanged = receive(sent, 'b');
    assertEquals(sent, unchanged);
    assertEquals(FlushState.COPIED, flushed());
    fill(src[0], 'c'); // after the flush it is ours again
  }

  @Test
  void heapBuffersAreCopiedAndNothingIsWaitedFor() throws IOException {
    ByteBuffer[] srcs = {
      ByteBuffer.allocate(0), ByteBuffer.allocate(100), direct(50, 1)[0], direct(50, 1)[0]
    };
    assertEquals(100, sender.send(srcs, 0, 4));
    assertEquals(FlushState.COPIED, sender.flush());
    assertEquals(100, sender.send(srcs, 0, 4), "both direct ones");
    receive(200, 0);
    assertEquals(FlushState.COPIED, flushed());
    assertEquals(0, sender.send(srcs, 0, 4));
    assertEquals(FlushState.DONE, sender.flush());
  }

  @Test
  void aSocketOnWhichSomebodyElseDoesThisIsWrittenToPlainly() throws IOException {
    PosixSockets.setOption(pair.client(), PosixSocketOption.ZERO_COPY, 1);
    assertEquals(100, sender.send(direct(100, 1), 0, 1));
    assertEquals(FlushState.COPIED, sender.flush());
  }

  @Rule("ZC-9")
  @Test
  void aMessageThatIsNoNoticeMakesTheFlushFailOnce() throws IOException {
    try (CallMemory memory = CallMemory.take()) {
      // SO_TIMESTAMPING: tell when a packet is handed on, without the packet.
      memory.room().set(JAVA_INT, 0, 1 << 1 | 1 << 4 | 1 << 11);
      int result =
          SocketSymbols.setsockopt(
              memory.errno(),
              pair.client().number(),
              SocketSymbols.SOL_SOCKET,
              37,
              memory.room().address(),
              Integer.BYTES);
      assertEquals(0, result);
    }
    assertEquals(100, plain.send(ByteBuffer.allocate(100)));
    receive(100, 0);
    assertTrue(sender.await(LIMIT));
    IOException failure = assertThrows(IOException.class, sender::flush);
    assertTrue(
        failure.getMessage().contains("no notice of a zero-copy write"), failure::getMessage);
    assertTrue(failure.getMessage().contains(pair.client().toString()), failure::getMessage);
    assertEquals(FlushState.DONE, sender.flush());
  }

  // ---- notices are no errors

  private void leaveANotice() throws IOException {
    long sent = sender.send(direct(1000, 1), 0, 1);
    receive(sent, 1);
    long start = System.nanoTime();
    while (NativeWait.pollOnce(pair.client().number(), 0) == 0) {
      assertTrue(System.nanoTime() - start < LIMIT, "no notice came");
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoWaitsToReadIsNotWokenByNotices(boolean virtual) throws Exception {
    leaveANotice();
    SocketTransfer reading = new SocketTransfer(pair.client());
    FutureTask<Integer> waits =
        new FutureTask<>(
            () -> {
              long start = System.nanoTime();
              int count = 0;
              for (long left = A_WHILE; left > 0; left = A_WHILE - (System.nanoTime() - start)) {
                assertEquals(Answers.WOULD_BLOCK, reading.receive(ByteBuffer.allocate(1)));
                pair.client().waiter().await(Readiness.READ, left);
                count++;
              }
              return count;
            });
    Thread.Builder kind = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    kind.start(waits);
    int count = waits.get(10, TimeUnit.SECONDS);
    assertTrue(count < 10, "waited " + count + " times: it spins");
  }

  @Rule("ZC-6")
  @Test
  void aPollerTakesNoticesAndTellsNobody() throws Exception {
    try (EpollPoller poller = new EpollPoller()) {
      int[] told = new int[1];
      var key =
          poller.register(
              Pollable.ofDescriptor(pair.client().number()), Readiness.READ, ready -> told[0]++);
      leaveANotice();
      assertEquals(0, poller.poll(0));
      assertEquals(0, NativeWait.pollOnce(pair.client().number(), 0), "it was taken out");
      long start = System.nanoTime();
      assertEquals(0, poller.poll(A_WHILE));
      assertTrue(System.nanoTime() - start >= A_WHILE, "the poll lasts as long as it should");
      assertEquals(0, told[0]);
      assertEquals(FlushState.COPIED, sender.flush(), "and the writer knows");
      key.cancel();
    }
  }

  @Test
  void aFlushIsWokenByWhoeverTakesItsNotice() throws Exception {
    long sent = sender.send(direct(SIZE, 1), 0, 1);
    FutureTask<FlushState> flush = new FutureTask<>(this::flushed);
    Thread.ofVirtual().start(flush);
    SocketTransfer reading = new SocketTransfer(pair.client());
    FutureTask<Void> reader =
        new FutureTask<>(
            () -> {
              while (!flush.isDone()) {
                reading.receive(ByteBuffer.allocate(1));
                pair.client().waiter().await(Readiness.READ, 1_000_000);
              }
              return null;
            });
    Thread.ofPlatform().start(reader);
    receive(sent, 1);
    assertEquals(FlushState.COPIED, flush.get(10, TimeUnit.SECONDS));
    reader.get(10, TimeUnit.SECONDS);
  }

  // ---- the end

  @Rule("ZC-7")
  @Test
  void afterTheCloseThePeerGetsAllAndThenTheEnd() throws Exception {
    long sent = sender.send(direct(SIZE, 'a'), 0, 1);
    sender.close();
    assertFalse(pair.client().isOpen());
    assertTrue(sender.isPending(), "the buffers are held");
    assertEquals(sent, receive(sent, 'a'));
    assertTrue(pair.server().waiter().await(Readiness.READ, LIMIT));
    assertEquals(Answers.EOF, receiver.receive(ByteBuffer.allocate(1)));
    pair.server().close();
    awaitNoDescriptorOfOurs();
    assertFalse(sender.isPending());
  }

  @Rule("ZC-7")
  @Test
  void aPeerThatTakesNothingIsResetInTheEnd() throws Exception {
    sender.send(direct(SIZE, 'a'), 0, 1);
    Thread farewell = ZeroCopyFarewell.begin(sender, pair.client(), Duration.ofMillis(100));
    pair.client().close();
    assertTrue(farewell.join(Duration.ofSeconds(10)), "it has an end");
    assertThrows(SocketException.class, () -> receive(SIZE, 'a'));
  }

  private void awaitNoDescriptorOfOurs() {
    long start = System.nanoTime();
    while (OpenDescriptors.count() > before && System.nanoTime() - start < LIMIT) {
      Thread.onSpinWait();
    }
  }
}
