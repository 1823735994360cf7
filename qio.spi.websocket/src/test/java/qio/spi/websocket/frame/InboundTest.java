package qio.spi.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.layer.BufferPool;
import qio.api.layer.ByteSource;
import qio.tck.Rule;

/** Large frames that come in pieces, into buffers of either kind. */
@Rule("WS-10")
final class InboundTest {

  private static final int FRAME = 300_000;
  private static final int POOLED = 64 * 1024;

  @ParameterizedTest(name = "masked: {0}, outside of the heap: {1}")
  @CsvSource({
    "true, true, false",
    "true, false, true",
    "false, true, true",
    "false, false, true",
  })
  void aLargeFrameArrivesAndIsReceivedInPlaceWhereThatCanBeDone(
      boolean masked, boolean direct, boolean inPlace) throws IOException {
    byte[] payload = new byte[FRAME];
    new Random(3).nextBytes(payload);
    var wire =
        new Pieces(
            masked ? Frames.masked(0x82, payload) : Frames.plain(0x82, payload), new Random(4));
    FrameLimits limits = masked ? Frames.AT_SERVER : Frames.AT_CLIENT;
    var inbound = new Inbound(limits, new BufferPool(POOLED), null);
    ByteBuffer dst = direct ? ByteBuffer.allocateDirect(FRAME) : ByteBuffer.allocate(FRAME);
    wire.looksFor = dst;
    while (dst.hasRemaining()) {
      Inbound.Step step = inbound.step(dst);
      if (step == Inbound.Step.NEED_MORE) {
        assertTrue(inbound.receive(wire, dst) > 0, () -> "it ends at " + dst);
      }
    }
    assertEquals(ByteBuffer.wrap(payload), dst.flip());
    assertEquals(inPlace, wire.inPlace > 0, wire.inPlace + " receives in place");
    inbound.release();
  }

  /** A source that gives what it has in pieces of any size. */
  private static final class Pieces implements ByteSource {

    private final ByteBuffer rest;
    private final Random random;
    private ByteBuffer looksFor = ByteBuffer.allocate(0);
    private int inPlace;

    Pieces(byte[] all, Random random) {
      this.rest = ByteBuffer.wrap(all);
      this.random = random;
    }

    @Override
    public int read(ByteBuffer dst) {
      inPlace += dst == looksFor ? 1 : 0;
      int most = Math.min(rest.remaining(), dst.remaining());
      int n = most == 0 ? 0 : 1 + random.nextInt(Math.min(most, 50_000));
      dst.put(dst.position(), rest, rest.position(), n);
      dst.position(dst.position() + n);
      rest.position(rest.position() + n);
      return n;
    }
  }
}
