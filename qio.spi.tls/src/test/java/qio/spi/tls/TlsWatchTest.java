package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;
import qio.tck.Rule;

/** Loops and TLS: watches and handlers, during the handshake and after it. */
class TlsWatchTest {

  private static final Keyring RING = Keyring.SHARED;

  private AioContext loop;
  private TlsPair pair;

  @BeforeEach
  void open() throws Exception {
    loop = AioContext.open("test").start();
    pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 1), RING.clientLayer(), RING.serverLayer());
    pair.client().setBlocking(false);
    pair.server().setBlocking(false);
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
    loop.close();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(30, TimeUnit.SECONDS), "not in time");
  }

  /** T23: one record, read byte by byte, needs no further input. */
  @Rule("TLS-9")
  @Test
  void aWatchFiresForBytesThatAreDecryptedAlready() throws Exception {
    Handshakes.both(pair);
    var done = new CountDownLatch(31);
    pair.server()
        .addWatch(
            IoCondition.of(IoCondition.IN),
            (channel, ready) -> {
              if (channel.read(ByteBuffer.allocate(1)) == 1) {
                done.countDown();
              }
              return true;
            },
            loop);
    assertEquals(31, pair.client().write(ByteBuffer.wrap(new byte[31])));
    await(done);
  }

  /** As on a socket, though nothing is ready below. */
  @Rule("TLS-9")
  @Test
  void aWatchFiresAgainAsLongAsDecryptedBytesAreLeft() throws Exception {
    Handshakes.both(pair);
    assertEquals(31, pair.client().write(ByteBuffer.wrap(new byte[31])));
    Work.await("the record", () -> readOne() == 1);
    var calls = new CountDownLatch(5);
    pair.server()
        .addWatch(
            IoCondition.of(IoCondition.IN),
            (channel, ready) -> {
              calls.countDown();
              return true;
            },
            loop);
    await(calls);
  }

  private int readOne() {
    try {
      return pair.server().read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Rule("TLS-9")
  @Test
  void aHandlerIsCalledForBytesThatAreDecryptedAlready() throws Exception {
    Handshakes.both(pair);
    var done = new CountDownLatch(31);
    pair.server()
        .setAioFdHandler(
            loop,
            () -> {
              if (pair.server().read(ByteBuffer.allocate(1)) == 1) {
                done.countDown();
              }
            },
            null);
    assertEquals(31, pair.client().write(ByteBuffer.wrap(new byte[31])));
    await(done);
  }

  @Rule("TLS-2")
  @Test
  void watchesBringTheHandshakeAboutAndFireAfterIt() throws Exception {
    var written = new CountDownLatch(1);
    var read = new CountDownLatch(1);
    pair.server()
        .addWatch(
            IoCondition.of(IoCondition.IN),
            (channel, ready) -> {
              if (channel.read(ByteBuffer.allocate(10)) == 5) {
                read.countDown();
                return false;
              }
              return true;
            },
            loop);
    pair.client()
        .addWatch(
            IoCondition.of(IoCondition.OUT),
            (channel, ready) -> {
              assertEquals(5, channel.write(ByteBuffer.allocate(5)), "OUT is told when it is true");
              written.countDown();
              return false;
            },
            loop);
    await(written);
    await(read);
  }

  @Test
  void handlersBringTheHandshakeAboutAndAreServedAfterIt() throws Exception {
    var read = new CountDownLatch(1);
    var written = new AtomicInteger();
    pair.server()
        .setAioFdHandler(
            loop,
            () -> {
              if (pair.server().read(ByteBuffer.allocate(10)) == 5) {
                read.countDown();
              }
            },
            null);
    pair.client()
        .setAioFdHandler(
            loop,
            null,
            () -> {
              if (written.getAndIncrement() == 0) {
                pair.client().write(ByteBuffer.allocate(5));
              }
              pair.client().setAioFdHandler(loop, null, null);
            });
    await(read);
    assertEquals(1, written.get());
  }

  /** The channel below has room all the time; a loop must not spin on that. */
  @Test
  void nothingIsCalledWhileTheHandshakeHangs() throws Exception {
    var calls = new AtomicInteger();
    var silent = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (QioChannel client = RING.clientLayer().over(silent.client())) {
      client.addWatch(
          IoCondition.of(IoCondition.IN, IoCondition.OUT),
          (channel, ready) -> calls.incrementAndGet() > 0,
          loop);
      client.setAioFdHandler(loop, calls::incrementAndGet, calls::incrementAndGet);
      Work.await("a hello", () -> silent.server().in.held() > 0);
      var turns = new CountDownLatch(1);
      loop.schedule(Duration.ofMillis(50), turns::countDown);
      await(turns);
      assertEquals(0, calls.get());
    }
    assertEquals(0, calls.get(), "T25: no callback after close");
  }

  @Test
  void aFailedHandshakeIsToldToWatchesAndHandlersOfBothSides() throws Exception {
    var silent = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (QioChannel client = RING.clientLayer().over(silent.client())) {
      client.setBlocking(false);
      var read = new AtomicReference<IOException>();
      var write = new AtomicReference<IOException>();
      var handled = new CountDownLatch(2);
      client.addWatch(
          IoCondition.of(IoCondition.IN),
          (channel, ready) -> {
            read.set(Work.ioFailure(() -> channel.read(ByteBuffer.allocate(1))));
            handled.countDown();
            return false;
          },
          loop);
      client.setAioFdHandler(
          loop,
          null,
          () -> {
            write.set(Work.ioFailure(() -> client.write(ByteBuffer.allocate(1))));
            client.setAioFdHandler(loop, null, null);
            handled.countDown();
          });
      Work.await("a hello", () -> silent.server().in.held() > 0);
      silent.server().close();
      await(handled);
      assertTrue(read.get().getMessage().contains("hung up"), () -> "" + read.get());
      assertEquals(read.get().getMessage(), write.get().getMessage());
    }
  }

  @Test
  void aWatchClosedDuringTheHandshakeNeverFires() throws Exception {
    var calls = new AtomicInteger();
    WatchSource watch =
        pair.client()
            .addWatch(
                IoCondition.of(IoCondition.OUT),
                (channel, ready) -> calls.incrementAndGet() > 0,
                loop);
    watch.close();
    Handshakes.both(pair);
    var turns = new CountDownLatch(1);
    loop.schedule(Duration.ofMillis(20), turns::countDown);
    await(turns);
    assertEquals(0, calls.get());
  }

  @Test
  void theEndOfTheStreamIsToldAgainAndAgain() throws Exception {
    Handshakes.both(pair);
    pair.client().close();
    var told = new CountDownLatch(5);
    pair.server()
        .addWatch(
            IoCondition.of(IoCondition.IN),
            (channel, ready) -> {
              assertEquals(QioChannel.EOF, channel.read(ByteBuffer.allocate(1)));
              told.countDown();
              return told.getCount() > 0;
            },
            loop);
    await(told);
  }

  @Test
  void onlyWhatWasAskedForIsTold() throws Exception {
    Handshakes.both(pair);
    var seen = new AtomicReference<Set<IoCondition>>();
    var fired = new CountDownLatch(1);
    pair.client()
        .addWatch(
            IoCondition.of(IoCondition.OUT),
            (channel, ready) -> {
              seen.set(ready);
              fired.countDown();
              return false;
            },
            loop);
    await(fired);
    assertEquals(Set.of(IoCondition.OUT), seen.get());
    assertFalse(loop.inLoop());
  }

  /** Handlers that echo, with a full pipe in between: nothing may be left lying. */
  @Test
  void handlersMoveBulkBothWays() throws Exception {
    int total = 1_000_000;
    var sent = new AtomicInteger();
    var received = new AtomicInteger();
    var done = new CountDownLatch(1);
    ByteBuffer hold = ByteBuffer.allocate(40_000).limit(0);
    pair.server().setAioFdHandler(loop, () -> echo(hold), () -> echo(hold));
    pair.client()
        .setAioFdHandler(
            loop,
            () -> {
              int n = pair.client().read(ByteBuffer.allocate(30_000));
              if (n > 0 && received.addAndGet(n) == total) {
                done.countDown();
              }
            },
            () -> {
              int n = Math.min(50_000, total - sent.get());
              if (n > 0) {
                sent.addAndGet(Math.max(0, pair.client().write(ByteBuffer.allocate(n))));
              }
            });
    await(done);
    assertEquals(total, sent.get());
  }

  private void echo(ByteBuffer hold) throws IOException {
    if (!hold.hasRemaining()) {
      hold.clear();
      pair.server().read(hold);
      hold.flip();
    }
    if (hold.hasRemaining()) {
      pair.server().write(hold);
    }
  }
}
