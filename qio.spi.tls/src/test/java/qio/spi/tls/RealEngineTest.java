package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.layer.ByteSource;
import qio.api.spi.LayerRole;
import qio.spi.tls.engine.HandshakeMachine;
import qio.spi.tls.engine.Inbound;
import qio.spi.tls.engine.Outbound;
import qio.spi.tls.engine.RecordBuffers;
import qio.spi.tls.engine.UnwrapStep;
import qio.tck.Rule;

/**
 * The state machine with the engines of the runtime, in memory, and what a peer may do in
 * mid-stream.
 */
class RealEngineTest {

  /** One side without a channel. */
  private static final class Side {
    final Inbound inbound;
    final Outbound outbound;
    final HandshakeMachine machine;
    boolean finished;
    private byte[] early = {};

    Side(SSLEngine engine) {
      var pool = new RecordBuffers();
      inbound = new Inbound(engine, pool);
      outbound = new Outbound(engine, pool);
      machine = new HandshakeMachine(engine, inbound, outbound);
    }

    /** Goes on as far as possible; what it has to send comes back. */
    byte[] advance() throws IOException {
      while (!finished) {
        switch (machine.advance()) {
          case FINISHED -> finished = true;
          case COMPUTING -> machine.runTasks();
          case SENDING, RECEIVING -> {
            return take();
          }
          default -> throw new AssertionError();
        }
      }
      return take();
    }

    byte[] take() throws IOException {
      var taken = new ByteArrayOutputStream();
      taken.writeBytes(early);
      early = new byte[0];
      outbound.send(
          src -> {
            byte[] part = new byte[src.remaining()];
            src.get(part);
            taken.writeBytes(part);
            return part.length;
          });
      return taken.toByteArray();
    }

    /** Works on what it has got so far; what it has to say to that is said later. */
    void advanceEarly() throws IOException {
      early = advance();
    }

    void give(byte[] bytes, int from, int to) throws IOException {
      if (from == to) {
        return;
      }
      inbound.receive(
          into -> {
            into.put(bytes, from, to - from);
            return to - from;
          });
    }
  }

  private static void handshake(Side client, Side server) throws IOException {
    for (int round = 0; round < 20 && !(client.finished && server.finished); round++) {
      byte[] hello = client.advance();
      server.give(hello, 0, hello.length);
      byte[] answer = server.advance();
      client.give(answer, 0, answer.length);
    }
    assertTrue(client.finished && server.finished);
  }

  @Rule("TLS-11")
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aRecordMayBeSplitAtEveryByte(String version) throws Exception {
    var client = new Side(Engines.only(version).client());
    var server = new Side(Engines.only(version).server());
    handshake(client, server);
    int at = 0;
    int length;
    do {
      client.outbound.wrap(new ByteBuffer[] {ByteBuffer.wrap("split me".getBytes())}, 0, 1);
      byte[] record = client.take();
      length = record.length;
      ByteBuffer[] into = {ByteBuffer.allocate(100)};
      server.give(record, 0, at);
      boolean early = server.inbound.hasRecord();
      assertEquals(at == length, early, "after " + at + " of " + length);
      server.give(record, at, length);
      UnwrapStep step = server.inbound.unwrap(into, 0, 1);
      while (step == UnwrapStep.CONTROL) {
        step = server.inbound.unwrap(into, 0, 1);
      }
      assertEquals(UnwrapStep.DATA, step);
      assertEquals("split me", new String(into[0].array(), 0, into[0].position()));
    } while (++at <= length);
  }

  @Rule("TLS-11")
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theHandshakeMayBeSplitAtEveryByte(String version) throws Exception {
    for (int at = 1; at < 400; at += 7) {
      var client = new Side(Engines.only(version).client());
      var server = new Side(Engines.only(version).server());
      for (int round = 0; round < 20 && !(client.finished && server.finished); round++) {
        split(client.advance(), server, at);
        split(server.advance(), client, at);
      }
      assertTrue(client.finished && server.finished, "split at " + at);
    }
  }

  private static void split(byte[] flight, Side to, int at) throws IOException {
    int first = Math.min(at, flight.length);
    to.give(flight, 0, first);
    to.advanceEarly();
    to.give(flight, first, flight.length);
  }

  @Rule("TLS-11")
  @Test
  void allRecordsOfASegmentAreSeen() throws Exception {
    var client = new Side(Engines.only("TLSv1.3").client());
    var server = new Side(Engines.only("TLSv1.3").server());
    handshake(client, server);
    var segment = ByteBuffer.allocate(2000);
    for (int i = 0; i < 20; i++) {
      client.outbound.wrap(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {(byte) i})}, 0, 1);
      segment.put(client.take());
    }
    server.give(segment.array(), 0, segment.position());
    byte[] got = new byte[20];
    ByteBuffer[] into = {ByteBuffer.wrap(got)};
    while (server.inbound.hasRecord()) {
      server.inbound.unwrap(into, 0, 1);
    }
    byte[] wanted = new byte[20];
    for (int i = 0; i < 20; i++) {
      wanted[i] = (byte) i;
    }
    assertTrue(Arrays.equals(wanted, got));
    assertEquals(ByteSource.END, server.inbound.receive(into1 -> ByteSource.END));
  }

  // ---- in mid-stream ----

  @Rule("TLS-11")
  @Test
  void keyUpdatesInMidStreamAreInvisible() throws Exception {
    SSLEngine clientEngine = Engines.only("TLSv1.3").client();
    SSLEngine serverEngine = Engines.only("TLSv1.3").server();
    var below = PipeChannel.pair(Pipe.Manner.MEAN, 5);
    try (TlsPair pair =
        TlsPair.over(
            below,
            Engines.layer(LayerRole.CLIENT, () -> clientEngine),
            Engines.layer(LayerRole.SERVER, () -> serverEngine))) {
      Handshakes.both(pair);
      Work<Void> sender =
          Work.virtual(
              () -> {
                for (int i = 0; i < 50; i++) {
                  serverEngine
                      .beginHandshake(); // after the first one: a key update that asks for one
                  pair.server().writeAll(ByteBuffer.allocate(1000));
                }
              });
      Work<Void> other = Work.virtual(() -> pair.client().writeAll(ByteBuffer.allocate(50_000)));
      Work<Void> reader = Work.virtual(() -> pair.server().readAll(ByteBuffer.allocate(50_000)));
      pair.client().readAll(ByteBuffer.allocate(50_000));
      sender.get();
      other.get();
      reader.get();
    }
  }

  @Rule("TLS-11")
  @Test
  void aKeyUpdateIsAnsweredByOneWhoOnlyReads() throws Exception {
    SSLEngine serverEngine = Engines.only("TLSv1.3").server();
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 5),
            Engines.only("TLSv1.3").clientLayer(),
            Engines.layer(LayerRole.SERVER, () -> serverEngine))) {
      Handshakes.both(pair);
      long before = pair.clientBelow().out.carried();
      serverEngine.beginHandshake();
      pair.server().writeAll(ByteBuffer.allocate(10));
      pair.client().readAll(ByteBuffer.allocate(10));
      assertTrue(pair.clientBelow().out.carried() > before, "an answer was sent");
    }
  }

  @Rule("TLS-11")
  @Test
  void aKeyUpdateIsAnsweredThoughTheWriterIsBlocked() throws Exception {
    SSLEngine serverEngine = Engines.only("TLSv1.3").server();
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 5),
            Engines.only("TLSv1.3").clientLayer(),
            Engines.layer(LayerRole.SERVER, () -> serverEngine))) {
      Handshakes.both(pair);
      Work<Void> writer = Work.platform(() -> pair.client().writeAll(ByteBuffer.allocate(300_000)));
      writer.awaitAsleep();
      serverEngine.beginHandshake();
      pair.server().writeAll(ByteBuffer.allocate(10));
      pair.client().readAll(ByteBuffer.allocate(10));
      pair.server().readAll(ByteBuffer.allocate(300_000));
      writer.get();
      pair.client().writeAll(ByteBuffer.allocate(5));
      pair.server().readAll(ByteBuffer.allocate(5));
    }
  }

  @Test
  void aPeerThatAsksForKeyUpdatesWithoutEndIsRefused() throws Exception {
    SSLEngine serverEngine = Engines.only("TLSv1.3").server();
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.ROOMY, 5),
            Engines.only("TLSv1.3").clientLayer(),
            Engines.layer(LayerRole.SERVER, () -> serverEngine))) {
      Handshakes.both(pair);
      ByteBuffer update = ByteBuffer.allocate(17_000);
      for (int i = 0; i < 100; i++) {
        serverEngine.beginHandshake();
        serverEngine.wrap(ByteBuffer.allocate(0), update.clear());
        pair.serverBelow().writeAll(update.flip());
      }
      IOException refused = Work.ioFailure(() -> pair.client().read(ByteBuffer.allocate(1)));
      assertInstanceOf(SSLException.class, refused);
      assertTrue(refused.getMessage().contains("carry no data"), refused::getMessage);
    }
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    SSLEngine clientEngine = Engines.only("TLSv1.2").client();
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 5),
            Engines.layer(LayerRole.CLIENT, () -> clientEngine),
            Keyring.SHARED.serverLayer())) {
      Handshakes.both(pair);
      clientEngine.beginHandshake();
      pair.client().writeAll(ByteBuffer.allocate(10));
      IOException refused = Work.ioFailure(() -> pair.server().readAll(ByteBuffer.allocate(10)));
      assertInstanceOf(SSLException.class, refused);
      assertTrue(refused.getMessage().contains("renegotiate"), refused::getMessage);
      assertFalse(refused.getMessage().contains("null"));
    }
  }
}
