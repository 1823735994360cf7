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
      List.of(ByteBuffer::allocate, n -> ByteBuffer.allocate(n + 3).position(3).slice());

  @Test
  void everyLengthAndPlaceIsMaskedAsTheRfcSays() {
    var random = new Random(1);
    for (IntFunction<ByteBuffer> kind : KINDS) {
      for (int from = 0; from < 9; from++) {
        for (int n = 0; n < 70; n++) {
          check(random, kind.apply(from + n + 1), from, n);
        }
      }
    }
  }

  private static void check(Random random, ByteBuffer bytes, int from, int n) {
    int key = random.nextInt();
    byte[] before = new byte[bytes.capacity()];
    random.nextBytes(before);
    bytes.put(before).position(1);
    Masker.xor(bytes, from, n, key);
    assertEquals(1, bytes.position(), "the position stays");
    for (int i = 0; i < before.length; i++) {
      boolean inside = i >= from && i < from + n;
      int mask = inside ? key >>> (24 - 8 * ((i - from) % 4)) : 0;
      assertEquals((byte) (before[i] ^ mask), bytes.get(i), "byte " + (i - from) + " of " + n);
    }
    Masker.xor(bytes, from, n, key);
    assertEquals(ByteBuffer.wrap(before), bytes.clear(), "unmasked by the same");
  }

  @Test
  void payloadInPiecesIsMaskedWithTheKeyForItsPlace() {
    byte[] bytes = new byte[64];
    new Random(2).nextBytes(bytes);
    ByteBuffer whole = ByteBuffer.wrap(bytes.clone());
    Masker.xor(whole, 0, 64, 0x01020304);
    for (int cut = 0; cut <= 64; cut++) {
      ByteBuffer pieces = ByteBuffer.wrap(bytes.clone());
      Masker.xor(pieces, 0, cut, 0x01020304);
      Masker.xor(pieces, cut, 64 - cut, Masker.at(0x01020304, cut));
      assertEquals(whole, pieces, "cut at " + cut);
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
