package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import qio.api.channel.QioChannel;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** A peer of TLS 1.2 that wants another handshake on the same connection. */
@Rule("TLS-55")
class RenegotiationTest {

  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;

  /** The kinds of the records that wait; they are in clear, though what is inside is not. */
  private static List<Integer> kinds(PipeChannel channel) throws IOException {
    ByteBuffer records = ByteBuffer.allocate(100_000);
    channel.read(records);
    records.flip();
    List<Integer> kinds = new ArrayList<>();
    while (records.hasRemaining()) {
      kinds.add((int) records.get());
      records.getShort(); // the version
      int length = records.getShort();
      records.position(records.position() + length);
    }
    return kinds;
  }

  private static void assertRefused(
      SSLEngine asks, QioChannel asking, QioChannel asked, PipeChannel toAsking) throws Exception {
    asks.beginHandshake();
    asking.writeAll(ByteBuffer.allocate(10));
    IOException refused = Work.ioFailure(() -> asked.readAll(ByteBuffer.allocate(10)));
    assertInstanceOf(SSLException.class, refused);
    assertTrue(refused.getMessage().contains("renegotiate"), refused::getMessage);
    IOException again = Work.ioFailure(() -> asked.write(ByteBuffer.allocate(1)));
    assertEquals(refused.getMessage(), again.getMessage());
    Work.await("a word of refusal", toAsking.in::isReadable);
    List<Integer> told = kinds(toAsking);
    assertTrue(told.contains(ALERT), "an alert among " + told);
    assertFalse(told.contains(HANDSHAKE), "and no handshake among " + told);
  }

  @Test
  void aClientIsRefusedWithAnAlertAndNoHandshake() throws Exception {
    SSLEngine engine = Engines.only("TLSv1.2").client();
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 5),
            Engines.layer(LayerRole.CLIENT, () -> engine),
            Keyring.SHARED.serverLayer())) {
      Handshakes.both(pair);
      assertRefused(engine, pair.client(), pair.server(), pair.clientBelow());
    }
  }

  @Test
  void aServerThatAsksForOneIsRefusedToo() throws Exception {
    SSLEngine engine = Engines.only("TLSv1.2").server();
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 5),
            Keyring.SHARED.clientLayer(),
            Engines.layer(LayerRole.SERVER, () -> engine))) {
      Handshakes.both(pair);
      assertRefused(engine, pair.server(), pair.client(), pair.serverBelow());
    }
  }
}
