package qio.spi.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import qio.tck.Rule;

@Rule("WS-11")
final class MaskerTest {

  private static final List<IntFunction<ByteBuffer>> KINDS =
      List.of(
          ByteBuffer::allocate,
          ByteBuffer::allocateDirect,
          n -> ByteBuffer.allocate(n + 3).position(3).slice());

  @Test
  void everyLengthPlaceAndKindOfBufferIsMaskedAsTheRfcSays() {
    var random = new Random(1);
    for (IntFunction<ByteBuffer> from : KINDS) {
      for (IntFunction<ByteBuffer> to : KINDS) {
        for (int n = 0; n < 70; n++) {
          check(random, from.apply(n + 5), to.apply(n + 9), n);
        }
      }
    }
  }

  private static void check(Random random, ByteBuffer src, ByteBuffer dst, int n) {
    int key = random.nextInt();
    for (int i = 0; i < src.capacity(); i++) {
      src.put(i, (byte) random.nextInt());
    }
    src.position(5);
    dst.position(1);
    Masker.xor(src, dst, n, key);
    assertEquals(5 + n, src.position());
    assertEquals(1 + n, dst.position());
    for (int i = 0; i < n; i++) {
      byte wanted = (byte) (src.get(5 + i) ^ key >>> (24 - 8 * (i % 4)));
      assertEquals(wanted, dst.get(1 + i), "byte " + i + " of " + n);
    }
    assertEquals(0, dst.get(0), "nothing before");
    assertEquals(0, dst.get(1 + n), "nothing behind");
    Masker.xor(dst, 1, n, key);
    assertEquals(
        src.duplicate().position(5).limit(5 + n), dst.duplicate().position(1).limit(1 + n));
  }

  @Test
  void payloadInPiecesIsMaskedWithTheKeyForItsPlace() {
    byte[] bytes = new byte[64];
    new Random(2).nextBytes(bytes);
    ByteBuffer whole = ByteBuffer.allocate(64);
    Masker.xor(ByteBuffer.wrap(bytes), whole, 64, 0x01020304);
    for (int cut = 0; cut <= 64; cut++) {
      ByteBuffer src = ByteBuffer.wrap(bytes);
      ByteBuffer pieces = ByteBuffer.allocate(64);
      Masker.xor(src, pieces, cut, 0x01020304);
      Masker.xor(src, pieces, 64 - cut, Masker.at(0x01020304, cut));
      assertEquals(whole.duplicate().flip(), pieces.flip(), "cut at " + cut);
    }
  }

  @Test
  void keysAreNotRepeatedAndNotGuessable() {
    var keys = new MaskKeys();
    var seen = new java.util.HashSet<Integer>();
    for (int i = 0; i < 1000; i++) {
      seen.add(keys.next());
    }
    assertEquals(1000, seen.size(), 1, "of 32 random bits two are hardly ever alike");
    var others = new MaskKeys();
    for (int i = 0; i < 1000; i++) {
      seen.add(others.next());
    }
    assertEquals(2000, seen.size(), 2, "nor are those of another connection");
  }
}
