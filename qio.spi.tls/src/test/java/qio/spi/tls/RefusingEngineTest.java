package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** An engine that takes no more data and does not say why. */
@Rule("TLS-78")
class RefusingEngineTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int RECORD = 16_367;

  private static final class RefusingEngine extends ForwardingEngine {

    private volatile boolean refuses;

    RefusingEngine(SSLEngine real) {
      super(real);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst)
        throws SSLException {
      return refuses && srcs[offset].hasRemaining()
          ? new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, 0, 0)
          : super.wrap(srcs, offset, length, dst);
    }
  }

  /** Else the writer would wait for room that is there, again and again. */
  @Test
  void whatACorkHeldIsSentAndTheNextWriteFails() throws Exception {
    var engine = new RefusingEngine(Engines.only("TLSv1.3").server());
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 1),
            Keyring.SHARED.clientLayer(),
            Engines.layer(LayerRole.SERVER, () -> engine))) {
      Handshakes.both(pair);
      pair.server().setBlocking(false);
      pair.client().setBlocking(false);
      pair.server().setCork(true);
      assertEquals(RECORD, pair.server().write(ByteBuffer.allocate(RECORD)));
      engine.refuses = true;
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().write(ByteBuffer.allocate(RECORD)));
      assertTrue(pair.client().await(IoCondition.IN, LIMIT));
      assertEquals(RECORD, pair.client().read(ByteBuffer.allocate(2 * RECORD)));
      IOException failure =
          assertThrows(IOException.class, () -> pair.server().write(ByteBuffer.allocate(RECORD)));
      assertTrue(failure.getMessage().contains("takes no data"), failure.getMessage());
    }
  }
}
