package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.spi.LayerRole;
import qio.spi.tls.engine.Inbound;
import qio.spi.tls.engine.RecordBuffers;
import qio.tck.Rule;

/**
 * Nothing of what was read or written stays in a buffer of ours. An engine remembers every array
 * that it was lent; plain text is a long run of one byte, which no ciphertext is.
 */
@Rule("TLS-50")
class WipingTest {

  private static final byte SECRET = 'P';
  private static final int RUN = 8;

  /** Remembers what it was lent. */
  private static class RememberingEngine extends ForwardingEngine {

    private final Set<byte[]> lent = Collections.newSetFromMap(new IdentityHashMap<>());

    RememberingEngine(SSLEngine real) {
      super(real);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst)
        throws SSLException {
      remember(dst);
      return real.wrap(srcs, offset, length, dst);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length)
        throws SSLException {
      remember(src);
      for (int i = offset; i < offset + length; i++) {
        remember(dsts[i]);
      }
      return real.unwrap(src, dsts, offset, length);
    }

    synchronized void remember(ByteBuffer buffer) {
      lent.add(buffer.array());
    }

    synchronized void assertNothingStays(ByteBuffer... ofTheCaller) {
      for (ByteBuffer buffer : ofTheCaller) {
        lent.remove(buffer.array());
      }
      assertFalse(lent.isEmpty(), "it was lent nothing");
      for (byte[] array : lent) {
        assertFalse(hasSecret(array), "plain text stays in a buffer of " + array.length);
      }
    }
  }

  private static boolean hasSecret(byte[] array) {
    int run = 0;
    for (byte b : array) {
      run = b == SECRET ? run + 1 : 0;
      if (run == RUN) {
        return true;
      }
    }
    return false;
  }

  private static ByteBuffer secret(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, SECRET);
    return ByteBuffer.wrap(bytes);
  }

  private final PipeChannel.Pair below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);

  private static RememberingEngine client(String version) {
    return new RememberingEngine(Engines.only(version).client());
  }

  private TlsPair pair(SSLEngine client, String version) throws Exception {
    TlsPair pair =
        TlsPair.over(
            below,
            Engines.layer(LayerRole.CLIENT, () -> client),
            Engines.only(version).serverLayer());
    Handshakes.both(pair);
    return pair;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatWasReadStraightIntoTheCallersBufferStaysNowhere(String version) throws Exception {
    RememberingEngine engine = client(version);
    try (TlsPair pair = pair(engine, version)) {
      pair.server().writeAll(secret(40_000));
      ByteBuffer got = ByteBuffer.allocate(40_000);
      pair.client().readAll(got);
      assertTrue(hasSecret(got.array()));
      engine.assertNothingStays(got);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatWasReadInSmallPiecesStaysNowhere(String version) throws Exception {
    RememberingEngine engine = client(version);
    try (TlsPair pair = pair(engine, version)) {
      pair.server().writeAll(secret(20_000));
      ByteBuffer got = ByteBuffer.allocate(100);
      for (int i = 0; i < 200; i++) {
        pair.client().readAll(got.clear());
      }
      engine.assertNothingStays(got);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatNobodyReadIsGoneWithTheChannel(String version) throws Exception {
    RememberingEngine engine = client(version);
    ByteBuffer got = ByteBuffer.allocate(100);
    try (TlsPair pair = pair(engine, version)) {
      pair.server().writeAll(secret(40_000));
      pair.client().readAll(got);
    }
    engine.assertNothingStays(got);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatCameBeforeADamagedRecordIsGoneWithTheChannel(String version) throws Exception {
    RememberingEngine engine = client(version);
    ByteBuffer got = ByteBuffer.allocate(1000);
    try (TlsPair pair = pair(engine, version)) {
      pair.server().writeAll(secret(1000));
      pair.serverBelow().writeAll(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 40}));
      pair.serverBelow().writeAll(ByteBuffer.allocate(40));
      pair.client().readAll(got);
      Work.ioFailure(() -> pair.client().read(ByteBuffer.allocate(1)));
    }
    engine.assertNothingStays(got);
  }

  @Test
  void anEngineThatFailsInTheMiddleLeavesNothing() throws Exception {
    RememberingEngine engine =
        new RememberingEngine(Engines.only("TLSv1.3").client()) {
          @Override
          public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst)
              throws SSLException {
            if (srcs[offset].hasRemaining()) {
              remember(dst);
              dst.put(secret(500));
              throw new SSLException("no cipher left");
            }
            return super.wrap(srcs, offset, length, dst);
          }
        };
    try (TlsPair pair = pair(engine, "TLSv1.3")) {
      Work.ioFailure(() -> pair.client().write(secret(100)));
      engine.assertNothingStays();
    }
  }

  /** An engine that delivers what it is told, out of a record that it decrypts where it lies. */
  private static final class LavishEngine extends RememberingEngine {

    private boolean fails;

    LavishEngine() {
      super(Engines.only("TLSv1.3").client());
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length)
        throws SSLException {
      ByteBuffer last = dsts[offset + length - 1];
      remember(src);
      remember(last);
      int wanted = src.getShort(src.position() + 5);
      if (last.remaining() < wanted) {
        return new SSLEngineResult(Status.BUFFER_OVERFLOW, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
      }
      int consumed = src.remaining();
      last.put(secret(wanted));
      src.put(secret(consumed));
      if (fails) {
        last.position(last.position() - wanted);
        src.position(src.position() - consumed);
        throw new SSLException("bad record after all");
      }
      return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, consumed, wanted);
    }
  }

  private final LavishEngine lavish = new LavishEngine();
  private final Inbound inbound = new Inbound(lavish, new RecordBuffers());

  /** One record whose plain text is said to have this size. */
  private void receive(int plain) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(30).put(new byte[] {23, 3, 3, 0, 25});
    record.putShort((short) plain).rewind();
    inbound.receive(
        into -> {
          into.put(record);
          return 30;
        });
  }

  @Test
  void whatComesTogetherInAHandshakeIsWipedToo() throws Exception {
    for (int i = 0; i < 3; i++) {
      receive(100);
      inbound.unwrap(new ByteBuffer[0], 0, 0);
    }
    ByteBuffer[] got = {ByteBuffer.allocate(300)};
    assertEquals(300, inbound.drain(got, 0, 1));
    lavish.assertNothingStays(got);
  }

  @Test
  void aBufferOfAnUnusualSizeIsWipedToo() throws Exception {
    receive(30_000);
    ByteBuffer[] got = {ByteBuffer.allocate(10)};
    inbound.unwrap(got, 0, 1);
    inbound.release();
    lavish.assertNothingStays(got);
  }

  @Test
  void whatAFailedUnwrapHasLeftBehindIsWiped() throws Exception {
    lavish.fails = true;
    receive(100);
    try {
      inbound.unwrap(new ByteBuffer[0], 0, 0);
    } catch (SSLException e) {
      inbound.release();
      lavish.assertNothingStays();
      return;
    }
    throw new AssertionError("it succeeded");
  }
}
