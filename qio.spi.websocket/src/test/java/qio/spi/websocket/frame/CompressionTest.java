package qio.spi.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.layer.BufferPool;
import qio.tck.Rule;

@Rule("WS-24")
@Timeout(20)
final class CompressionTest {

  private static final BufferPool POOL = new BufferPool(Outbound.capacity(64 * 1024));

  private static FrameLimits limits(long maxMessage) {
    return new FrameLimits(false, true, true, Long.MAX_VALUE, maxMessage);
  }

  private static Inbound inbound(boolean forgets) {
    return new Inbound(limits(Long.MAX_VALUE), POOL, new MessageInflater(forgets));
  }

  /** Feeds bytes in pieces and reads with a buffer of a size; answers all that was delivered. */
  private static byte[] read(Inbound inbound, byte[] bytes, int piece, int room) throws Exception {
    var all = new ByteArrayOutputStream();
    ByteBuffer src = ByteBuffer.wrap(bytes).limit(0);
    ByteBuffer dst = ByteBuffer.allocate(room);
    for (; ; ) {
      Inbound.Step step = inbound.step(dst.clear());
      all.write(dst.array(), 0, dst.position());
      if (step != Inbound.Step.NEED_MORE) {
        continue;
      }
      if (src.limit() == bytes.length) {
        return all.toByteArray();
      }
      src.limit(Math.min(bytes.length, src.limit() + piece));
      inbound.receive(
          into -> {
            int n = src.remaining();
            into.put(src);
            return n;
          },
          ByteBuffer.allocate(0));
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** RFC 7692, 7.2.3.1 to 7.2.3.5. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "c1 07 f2 48 cd c9 c9 07 00",
        "41 03 f2 48 cd 80 04 c9 c9 07 00",
        "c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00",
        "c1 08 f3 48 cd c9 c9 07 00 00",
        "c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00"
      })
  void theExamplesOfTheRfcAreReadInPiecesAndThroughSmallBuffers(String frame) throws Exception {
    for (int piece : new int[] {1, 2, 100}) {
      for (int room : new int[] {1, 2, 5, 100}) {
        byte[] got = read(inbound(false), hex(frame), piece, room);
        assertEquals("Hello", new String(got, java.nio.charset.StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void aSecondMessageMayReferToTheFirst() throws Exception {
    byte[] both = hex("c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00");
    assertArrayEquals(Frames.bytes("HelloHello"), read(inbound(false), both, 3, 4));
    assertThrows(FrameViolation.class, () -> read(inbound(true), both, 3, 4));
  }

  @Test
  void whatIsCompressedIsDecompressedToTheSameHoweverItIsCut() throws Exception {
    for (boolean forgets : new boolean[] {false, true}) {
      for (int size : new int[] {1, 10, 4096, 60_000, 200_000}) {
        for (boolean random : new boolean[] {false, true}) {
          byte[] data = new byte[size];
          if (random) {
            new Random(size).nextBytes(data);
          }
          byte[] wire = compressed(data, forgets);
          for (int piece : new int[] {7, 1000, 60_000}) {
            for (int room : new int[] {1 + size / 100, size, size + 1}) {
              assertArrayEquals(data, read(inbound(forgets), wire, piece, room));
            }
          }
        }
      }
    }
  }

  private static byte[] compressed(byte[] data, boolean forgets) throws Exception {
    var sent = new ByteArrayOutputStream();
    var outbound = new Outbound(false, 64 * 1024, POOL, null, new MessageDeflater(forgets));
    ByteBuffer[] src = {ByteBuffer.wrap(data)};
    while (src[0].hasRemaining()) {
      outbound.wrap(src, 0, 1);
      assertTrue(
          outbound.send(
              frame -> {
                byte[] part = new byte[frame.remaining()];
                frame.get(part);
                sent.writeBytes(part);
                return part.length;
              }));
    }
    outbound.release();
    return sent.toByteArray();
  }

  @Test
  void aBombIsReadNoFasterThanItIsAskedForAndStopsAtTheLimit() throws Exception {
    byte[] wire = bomb(50_000_000);
    assertTrue(wire.length < 60_000, "a thousandth of what it becomes");
    var limited = new Inbound(limits(1_000_000), POOL, new MessageInflater(false));
    FrameViolation refused =
        assertThrows(FrameViolation.class, () -> read(limited, wire, 60_000, 10_000));
    assertEquals(CloseStatus.TOO_BIG, refused.code());
    Inbound patient = inbound(false);
    patient.begin(ByteBuffer.wrap(wire));
    ByteBuffer dst = ByteBuffer.allocate(1000);
    assertEquals(Inbound.Step.DATA, patient.step(dst));
    assertEquals(1000, patient.delivered());
    assertEquals(Inbound.Step.NEED_MORE, patient.drop(), "what is dropped is not decompressed");
  }

  private static byte[] bomb(int size) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(new byte[size]);
    ByteBuffer out = ByteBuffer.allocate(100_000);
    deflater.deflate(out, Deflater.SYNC_FLUSH);
    deflater.end();
    return Frames.plain(0xc2, java.util.Arrays.copyOf(out.array(), out.position() - 4));
  }

  @Test
  void damagedDataAreRefusedAndSoAreCompressedContinuationsAndControlFrames() {
    for (byte[] damaged :
        new byte[][] {
          Frames.plain(0xc2, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}),
          Frames.plain(0xc2, new byte[] {0x06, 0x00})
        }) {
      assertEquals(
          CloseStatus.INVALID_DATA,
          assertThrows(FrameViolation.class, () -> read(inbound(false), damaged, 10, 10)).code());
    }
    byte[] continued = Frames.join(hex("42 03 f2 48 cd"), hex("c0 04 c9 c9 07 00"));
    byte[] ping = Frames.plain(0xc9, new byte[1]);
    for (byte[] wrong : new byte[][] {continued, ping}) {
      assertEquals(
          CloseStatus.PROTOCOL_ERROR,
          assertThrows(FrameViolation.class, () -> read(inbound(false), wrong, 10, 10)).code());
    }
  }

  @Test
  void anEmptyMessageIsNothing() throws Exception {
    assertEquals(0, read(inbound(false), hex("c2 01 00"), 10, 10).length);
    assertEquals(0, read(inbound(false), hex("82 00"), 10, 10).length);
  }

  @Test
  void textIsCheckedAfterDecompression() {
    byte[] data = {'a', (byte) 0xff, 'b'};
    assertEquals(
        CloseStatus.INVALID_DATA,
        assertThrows(
                FrameViolation.class,
                () -> {
                  byte[] wire = compressed(data, false);
                  wire[0] = (byte) 0xc1;
                  read(inbound(false), wire, 10, 10);
                })
            .code());
  }
}
