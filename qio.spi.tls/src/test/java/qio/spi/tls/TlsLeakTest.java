package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import qio.api.channel.QioChannel;
import qio.api.spi.LayerRole;
import qio.spi.tls.engine.RecordBuffers;
import qio.tck.Rule;

/** What is left behind, and what is held while nothing happens. */
class TlsLeakTest {

  private static final Keyring RING = Keyring.SHARED;

  private static int platformThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
            .count();
  }

  @Rule("TLS-14")
  @Test
  void noThreadIsLeftBehindWhateverTheEnd() throws Exception {
    warmUp();
    int before = platformThreads();
    for (int i = 0; i < 20; i++) {
      warmUp();
      var silent = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
      QioChannel client = RING.clientLayer().over(silent.client());
      client.handshake();
      client.close();
      assertTrue(client.handshake().isCompletedExceptionally(), "its thread has ended");
    }
    Work.await("no more threads than before", () -> platformThreads() <= before);
  }

  private static void warmUp() throws Exception {
    try (TlsPair pair = TlsPair.open(Pipe.Manner.SOCKET)) {
      Handshakes.both(pair);
      pair.client().setBlocking(false);
      while (pair.client().write(ByteBuffer.allocate(60_000)) >= 0) {
        // until the pipe is full, so that the rest is sent by the default loop
      }
      Work<Void> reader =
          Work.virtual(
              () -> {
                while (pair.server().read(ByteBuffer.allocate(100_000)) > 0) {
                  // to the end
                }
              });
      pair.client().close();
      reader.get();
    }
  }

  /** Idle connections hold no buffers: they are back in the pool, which lends them to the next. */
  @Test
  void idleConnectionsShareTheirBuffers() throws Exception {
    var pool = new RecordBuffers();
    var settings = Engines.settings(LayerRole.CLIENT, TaskRunner.of(null, null));
    Map<RecordBuffers.Use, ByteBuffer> first = new EnumMap<>(RecordBuffers.Use.class);
    for (RecordBuffers.Use use : RecordBuffers.Use.values()) {
      first.put(use, pool.take(use));
      pool.give(use, first.get(use));
    }
    List<TlsPair> pairs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      SSLEngine engine = Engines.only("TLSv1.3").client();
      TlsPair pair =
          TlsPair.over(
              PipeChannel.pair(Pipe.Manner.SOCKET, 1),
              below -> new TlsChannel(below, engine, settings, pool),
              RING.serverLayer());
      pairs.add(pair);
      Handshakes.both(pair);
      pair.server().writeAll(ByteBuffer.allocate(1000));
      pair.client().readAll(ByteBuffer.allocate(1));
      pair.client().readAll(ByteBuffer.allocate(999));
      pair.client().writeAll(ByteBuffer.allocate(1000));
      pair.client().setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, pair.client().read(ByteBuffer.allocate(1)));
    }
    for (RecordBuffers.Use use : RecordBuffers.Use.values()) {
      ByteBuffer again = pool.take(use);
      assertSame(first.get(use), again, "one buffer has served all of them: " + use);
    }
    for (TlsPair pair : pairs) {
      pair.close();
    }
  }
}
