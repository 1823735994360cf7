package qio.tests.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.aio.AioContext;
import qio.api.aio.AioGroup;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.tck.Rule;

/**
 * Channels are carried from loop to loop while coroutines read and write them: nothing is lost, and
 * nobody sleeps for ever.
 */
class MovingChannelsTest {

  private static final int CHANNELS = 1000;
  private static final int LOOPS = 4;
  private static final int MOVERS = 2;
  private static final int MESSAGES = 40;
  private static final int LONGEST = 400;
  private static final long LIMIT_SECONDS = 80;

  private final long seed = System.nanoTime();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong moves = new AtomicLong();
  private volatile boolean over;

  private record Pair(int number, QioChannel client, QioChannel server) {

    /** The byte at a place of the stream, so that one that is lost or doubled is found out. */
    byte at(long place) {
      return (byte) (place * 31 + number);
    }
  }

  @Rule("WAIT-8")
  @Timeout(120)
  @ParameterizedTest
  @ValueSource(strings = {"unix:@qio-moving-PROCESS", "tcp://127.0.0.1:0"})
  void everyByteArrivesWhileChannelsMove(String address) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(2 * CHANNELS);
    try (AioGroup loops = AioGroup.open("moving", LOOPS)) {
      String own = address.replace("PROCESS", String.valueOf(ProcessHandle.current().pid()));
      try (QioListener listener = Qio.listen(own)) {
        for (int i = 0; i < CHANNELS; i++) {
          QioChannel client = Qio.connect(listener.localAddress());
          QioChannel server = listener.accept();
          pairs.add(new Pair(i, client, server));
          client.setBlocking(false);
          server.setBlocking(false);
          client.attachAioContext(loops.next());
          server.attachAioContext(loops.next());
        }
      }
      List<Thread> movers = new ArrayList<>();
      for (int i = 0; i < MOVERS; i++) {
        long mine = seed + i;
        movers.add(Thread.ofPlatform().daemon().start(() -> move(pairs, loops, new Random(mine))));
      }
      for (Pair pair : pairs) {
        Thread.ofVirtual().start(() -> run(() -> write(pair), done));
        Thread.ofVirtual().start(() -> run(() -> readToTheEnd(pair), done));
      }
      boolean inTime = done.await(LIMIT_SECONDS, TimeUnit.SECONDS);
      over = true;
      for (Thread mover : movers) {
        mover.join(20_000);
      }
      assertTrue(inTime, () -> done.getCount() + " still sleep; " + told());
    } finally {
      for (Pair pair : pairs) {
        pair.client.close();
        pair.server.close();
      }
    }
    assertEquals(null, failure.get(), this::told);
    assertEquals(written.get(), read.get(), this::told);
    assertTrue(moves.get() > CHANNELS, this::told);
  }

  private String told() {
    return "seed %d, %d of %d bytes, %d moves, first failure %s"
        .formatted(seed, read.get(), written.get(), moves.get(), failure.get());
  }

  private interface Job {
    void run() throws IOException;
  }

  private void run(Job job, CountDownLatch done) {
    try {
      job.run();
      done.countDown();
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void write(Pair pair) throws IOException {
    Random random = new Random(seed ^ pair.number);
    ByteBuffer message = ByteBuffer.allocateDirect(LONGEST);
    long place = 0;
    for (int i = 0; i < MESSAGES; i++) {
      message.clear().limit(1 + random.nextInt(LONGEST));
      while (message.hasRemaining()) {
        message.put(pair.at(place++));
      }
      pair.client.writeAll(message.flip());
      if (random.nextInt(4) == 0) { // lets the reader go to sleep
        LockSupport.parkNanos(random.nextInt(200_000));
      }
    }
    message.clear().limit(1).put(0, pair.at(place++));
    pair.client.writeAll(message);
    pair.client.shutdown(ShutdownMode.WRITE);
    written.addAndGet(place);
  }

  private void readToTheEnd(Pair pair) throws IOException {
    ByteBuffer dst = ByteBuffer.allocateDirect(LONGEST / 2);
    long place = 0;
    for (; ; ) {
      int n = pair.server.read(dst.clear());
      if (n == QioChannel.EOF) {
        break;
      }
      if (n == QioChannel.WOULD_BLOCK) {
        pair.server.yieldUntil(IoCondition.IN);
        continue;
      }
      for (int i = 0; i < n; i++) {
        if (dst.get(i) != pair.at(place++)) {
          throw new IOException("channel " + pair.number + ": a wrong byte at " + (place - 1));
        }
      }
    }
    read.addAndGet(place);
  }

  private void move(List<Pair> pairs, AioGroup loops, Random random) {
    try {
      while (!over) {
        Pair pair = pairs.get(random.nextInt(pairs.size()));
        QioChannel channel = random.nextInt(4) == 0 ? pair.client : pair.server;
        AioContext next = loops.at(random.nextInt(LOOPS));
        if (random.nextBoolean()) {
          channel.detachAioContext();
        }
        channel.attachAioContext(next);
        moves.incrementAndGet();
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }
}
