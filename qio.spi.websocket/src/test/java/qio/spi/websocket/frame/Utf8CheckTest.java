package qio.spi.websocket.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import qio.tck.Rule;

@Rule("WS-13")
final class Utf8CheckTest {

  private static boolean isText(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean accepts(byte[] bytes, int split) {
    var check = new Utf8Check();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return check.check(buffer, 0, split) == split
        && check.check(buffer, split, bytes.length) == bytes.length
        && check.isComplete();
  }

  @Test
  void everyCharacterIsTextHoweverItIsSplit() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 7) {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        continue;
      }
      byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
      for (int split = 0; split <= bytes.length; split++) {
        assertTrue(accepts(bytes, split), "U+" + Integer.toHexString(c));
      }
    }
  }

  /** All pairs, and triples and quadruples around every bound of RFC 3629. */
  @Test
  void theVerdictIsThatOfTheJdkForWhateverBytes() {
    int[] edges = {
      0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
      0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xfd, 0xff
    };
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        assertAgrees((byte) a, (byte) b);
      }
    }
    for (int a : edges) {
      for (int b : edges) {
        for (int c : edges) {
          assertAgrees((byte) a, (byte) b, (byte) c);
          for (int d : edges) {
            assertAgrees((byte) a, (byte) b, (byte) c, (byte) d);
          }
        }
      }
    }
  }

  private static void assertAgrees(byte... bytes) {
    assertEquals(isText(bytes), accepts(bytes, 1), () -> java.util.HexFormat.of().formatHex(bytes));
  }

  @Test
  void theFirstWrongByteIsTold() {
    byte[] bytes = "0123456789abcdefghij?????".getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] = (byte) 0xff;
      assertEquals(at, new Utf8Check().check(ByteBuffer.wrap(damaged), 0, damaged.length));
    }
  }
}
