package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.LayerRole;
import qio.spi.tls.engine.RecordBuffers;
import qio.tck.Rule;

/** How much memory a connection takes that has nothing to do. */
@Rule("TLS-57")
class IdleFootprintTest {

  private static final int PAIRS = 200;
  private static final int MOST = 1024;

  /**
   * What other threads of the process drop in between is counted too, so the least one is taken.
   */
  private static final int TRIES = 3;

  private static final Pipe.Manner SMALL = new Pipe.Manner(4096, Integer.MAX_VALUE, 0);

  private final RecordBuffers pool = new RecordBuffers();
  private final Engines engines = Engines.only("TLSv1.3");

  private final Map<LayerRole, TlsSettings> settings =
      Map.of(
          LayerRole.CLIENT, Engines.settings(LayerRole.CLIENT, TaskRunner.of(null, null)),
          LayerRole.SERVER, Engines.settings(LayerRole.SERVER, TaskRunner.of(null, null)));

  /** What stays when the channels are dropped. */
  private final List<Object> kept = new ArrayList<>();

  private List<QioChannel> channels = new ArrayList<>();

  private QioChannel layer(LayerRole role, SSLEngine engine, PipeChannel below) {
    kept.add(engine);
    kept.add(below);
    var channel = new TlsChannel(below, engine, settings.get(role), pool);
    channels.add(channel);
    return channel;
  }

  /** A connection that has carried data both ways, and waits for more. */
  private void connect() throws Exception {
    var below = PipeChannel.pair(SMALL, 1);
    QioChannel client = layer(LayerRole.CLIENT, engines.client(), below.client());
    QioChannel server = layer(LayerRole.SERVER, engines.server(), below.server());
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

  private static void collect(List<WeakReference<QioChannel>> gone) throws InterruptedException {
    Work.await(
        "channels that nobody holds",
        () -> {
          System.gc();
          return gone.stream().allMatch(each -> each.get() == null);
        });
  }

  /** A layer that changes nothing, which has what the contract itself needs. */
  private static final class Through extends FilterChannel {
    Through(QioChannel below) {
      super("tls", below);
    }
  }

  /** The bytes of each channel, which are dropped; what they stand on is kept. */
  private long bytesOfEach() throws InterruptedException {
    List<WeakReference<QioChannel>> dropped = new ArrayList<>();
    channels.forEach(channel -> dropped.add(new WeakReference<>(channel)));
    for (int i = 0; i < 3; i++) {
      collect(List.of()); // what came before
    }
    long before = used();
    channels = new ArrayList<>();
    collect(dropped);
    collect(List.of());
    return (before - used()) / dropped.size();
  }

  private long bytesOfEachConnection() throws Exception {
    kept.clear();
    for (int i = 0; i < PAIRS; i++) {
      connect();
    }
    long bytes = bytesOfEach();
    assertEquals(4 * PAIRS, kept.size());
    return bytes;
  }

  @Test
  void anIdleConnectionHoldsAKibibyteAtMostBesideItsEngineAndWhatEveryChannelHas()
      throws Exception {
    for (int i = 0; i < 2 * PAIRS; i++) {
      PipeChannel below = PipeChannel.pair(SMALL, 1).client();
      kept.add(below);
      channels.add(new Through(below));
    }
    long plain = bytesOfEach();
    long tls = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && tls - plain > MOST; i++) {
      tls = Math.min(tls, bytesOfEachConnection());
    }
    assertTrue(plain > 100, "measured at all: " + plain);
    assertTrue(tls - plain > 100, "measured at all: " + tls);
    assertTrue(tls - plain <= MOST, "bytes of TLS " + tls + " beside " + plain + " of any channel");
  }
}
