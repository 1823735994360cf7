package qio.spi.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Says whether bytes that come in pieces are UTF-8, at the first byte at which they cannot be (RFC
 * 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
 */
public final class Utf8Check {

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** How many bytes of the character are to come. */
  private int missing;

  /** The bounds of the next byte. */
  private int least = 0x80;

  private int most = 0xbf;

  /**
   * Looks at the next bytes.
   *
   * @param buffer holds them; its position stays
   * @param from index of the first
   * @param to index behind the last
   * @return the index of the first byte that is wrong there; {@code to} if there is none
   */
  public int check(ByteBuffer buffer, int from, int to) {
    int i = from;
    while (i < to) {
      if (missing == 0) {
        i = skipAscii(buffer, i, to);
        if (i == to) {
          return to;
        }
      }
      if (!accept(buffer.get(i) & 0xff)) {
        return i;
      }
      i++;
    }
    return to;
  }

  private static int skipAscii(ByteBuffer buffer, int from, int to) {
    int i = from;
    while (i + 8 <= to && (buffer.getLong(i) & HIGH_BITS) == 0) {
      i += 8;
    }
    while (i < to && buffer.get(i) >= 0) {
      i++;
    }
    return i;
  }

  private boolean accept(int b) {
    if (missing > 0) {
      if (b < least || b > most) {
        return false;
      }
      bounds(missing - 1, 0x80, 0xbf);
      return true;
    }
    if (b >= 0xc2 && b <= 0xdf) {
      bounds(1, 0x80, 0xbf);
    } else if (b >= 0xe0 && b <= 0xef) {
      bounds(2, b == 0xe0 ? 0xa0 : 0x80, b == 0xed ? 0x9f : 0xbf);
    } else if (b >= 0xf0 && b <= 0xf4) {
      bounds(3, b == 0xf0 ? 0x90 : 0x80, b == 0xf4 ? 0x8f : 0xbf);
    } else {
      return false;
    }
    return true;
  }

  private void bounds(int toCome, int low, int high) {
    missing = toCome;
    least = low;
    most = high;
  }

  /** Goes on from where another one stands. */
  void copy(Utf8Check other) {
    bounds(other.missing, other.least, other.most);
  }

  /**
   * Whether the bytes so far end at the end of a character.
   *
   * @return false in the middle of one
   */
  public boolean isComplete() {
    return missing == 0;
  }
}
