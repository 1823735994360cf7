package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelPair;
import qio.tck.Patience;
import qio.tck.Rule;

/** How much memory a connection takes that has nothing to do, and a transfer on one that has. */
class WsCostTest {

  private static final int PAIRS = 1_000;

  /**
   * The bytes of one end of an idle connection, beside what every channel has: its options, and the
   * header fields of the peer, among them.
   */
  private static final int MOST = 3072;

  /**
   * What other threads of the process drop in between is counted too, so the least one is taken.
   */
  private static final int TRIES = 5;

  private static final int TRANSFERS = 2_000;

  /** What a late compilation or the measuring itself may cost a transfer. */
  private static final long NOISE = 8;

  /** What the system's generator allocates for a key, on average. */
  private static final long KEY = 14;

  /** The bytes of a frame at most. */
  private static final int FRAME = 64 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What stays when the channels are dropped. */
  private final List<Object> kept = new ArrayList<>();

  private List<QioChannel> channels = new ArrayList<>();

  /** A layer that changes nothing, which has what the contract itself needs. */
  private static final class Through extends FilterChannel {
    Through(QioChannel below) {
      super("ws", below);
    }
  }

  private MemoryPair below() {
    MemoryPair pair = MemoryChannels.pair();
    kept.add(pair);
    return pair;
  }

  /** A connection that has carried data both ways, and waits for more. */
  private void connect() throws IOException {
    MemoryPair below = below();
    QioChannel client = WsPairs.client(below.first(), WsPairs.PATIENT);
    QioChannel server = WsPairs.server(below.second(), WsPairs.PATIENT);
    channels.add(client);
    channels.add(server);
    QioTask<Void> one = client.handshake();
    QioTask<Void> other = server.handshake();
    one.await(Duration.ofSeconds(30));
    other.await(Duration.ofSeconds(30));
    client.writeAll(ByteBuffer.allocate(1000));
    server.readAll(ByteBuffer.allocate(1000));
    server.writeAll(ByteBuffer.allocate(1000));
    client.readAll(ByteBuffer.allocate(1000));
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** The bytes that are in use when no collection finds less any more. */
  private static long settled() {
    long least = Long.MAX_VALUE;
    for (int since = 0; since < 4; since++) {
      System.gc();
      if (used() < least - 1024) {
        since = 0;
      }
      least = Math.min(least, used());
    }
    return least;
  }

  private static void collect(List<WeakReference<QioChannel>> gone) {
    Patience.await(
        () -> "channels that nobody holds are still there",
        () -> {
          System.gc();
          return gone.stream().allMatch(each -> each.get() == null);
        });
  }

  /** The bytes of each channel, which are dropped; what they stand on is kept. */
  private long bytesOfEach() {
    List<WeakReference<QioChannel>> dropped = new ArrayList<>();
    channels.forEach(channel -> dropped.add(new WeakReference<>(channel)));
    long before = settled(); // what came before is gone
    channels = new ArrayList<>();
    collect(dropped);
    return (before - settled()) / dropped.size();
  }

  /** What other tests have left is collected in one or the other of them, but not in most. */
  private static long median(Callable<Long> measured) throws Exception {
    long[] all = new long[TRIES];
    for (int i = 0; i < TRIES; i++) {
      all[i] = measured.call();
    }
    Arrays.sort(all);
    return all[TRIES / 2];
  }

  private long bytesOfEachConnection() throws IOException {
    kept.clear();
    for (int i = 0; i < PAIRS; i++) {
      connect();
    }
    long bytes = bytesOfEach();
    assertEquals(PAIRS, kept.size());
    return bytes;
  }

  private long bytesOfEachThatDoesNothing() {
    for (int i = 0; i < PAIRS; i++) {
      MemoryPair below = below();
      channels.add(new Through(below.first()));
      channels.add(new Through(below.second()));
    }
    return bytesOfEach();
  }

  @Rule("WS-29")
  @Test
  void anIdleConnectionHoldsThreeKibibytesAtMostBesideWhatEveryChannelHas() throws Exception {
    long plain = median(this::bytesOfEachThatDoesNothing);
    long ws = median(this::bytesOfEachConnection);
    String measured = "bytes of WebSocket " + ws + " beside " + plain + " of any channel";
    assertTrue(plain > 100, measured);
    assertTrue(ws - plain > 100, measured);
    assertTrue(ws - plain <= MOST, measured);
  }

  @Rule("WS-29")
  @ParameterizedTest
  @ValueSource(ints = {1, 125, 16_000, 200_000})
  void whatAServerSendsAllocatesNothing(int size) throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    try (ChannelPair ws = WsPairs.reversed(ChannelPair.twoWay(pair.first(), pair.second()))) {
      allocatesAtMost(NOISE, ws, size);
    }
  }

  @Rule("WS-29")
  @ParameterizedTest
  @ValueSource(ints = {1, 125, 16_000, 200_000})
  void whatAClientSendsAllocatesWhatTheGeneratorOfItsKeysDoes(int size) throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    int frames = 1 + size / FRAME;
    try (ChannelPair ws = WsPairs.over(ChannelPair.twoWay(pair.first(), pair.second()))) {
      allocatesAtMost(NOISE + KEY * frames, ws, size);
    }
  }

  private static void allocatesAtMost(long most, ChannelPair ws, int size) throws IOException {
    ByteBuffer src = ByteBuffer.allocate(size);
    ByteBuffer dst = ByteBuffer.allocate(size);
    ws.writer().setBlocking(false);
    ws.reader().setBlocking(false);
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 6 && least > most; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < TRANSFERS; i++) {
        transfer(ws, src.clear(), dst.clear());
      }
      least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / TRANSFERS);
    }
    assertTrue(least <= most, size + " bytes cost " + least + " of garbage");
  }

  private static void transfer(ChannelPair ws, ByteBuffer src, ByteBuffer dst) throws IOException {
    while (dst.hasRemaining()) {
      ws.writer().write(src);
      ws.reader().read(dst);
    }
  }
}
