package qio.spi.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Combines payload with the masking key (RFC 6455, 5.3), eight bytes at a time and in a form that
 * the compiler turns into vectors; the same operation masks and unmasks. Works in place and on
 * arrays alone: to copy to or from other memory before or after costs less than a loop that has to
 * suit every kind of buffer.
 */
public final class Masker {

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ORDER);

  private Masker() {}

  /**
   * The key as it is for a place within the payload.
   *
   * @param key the key as in the frame, first byte highest
   * @param offset how far into the payload
   * @return the key for the payload from there on
   */
  static int at(int key, long offset) {
    return Integer.rotateLeft(key, (int) (offset & 3) << 3);
  }

  /**
   * Combines bytes with a key where they are. The position stays.
   *
   * @param buffer holds them, in an array that is accessible
   * @param from index of the first
   * @param count how many
   * @param key the key for the first of them, first byte highest
   */
  public static void xor(ByteBuffer buffer, int from, int count, int key) {
    xor(buffer.array(), buffer.arrayOffset() + from, count, key);
  }

  private static long wide(int key) {
    long twice = (key & 0xffff_ffffL) << 32 | (key & 0xffff_ffffL);
    return ORDER == ByteOrder.BIG_ENDIAN ? twice : Long.reverseBytes(twice);
  }

  private static void xor(byte[] bytes, int from, int count, int key) {
    long mask = wide(key);
    int whole = count & ~7;
    for (int i = 0; i < whole; i += 8) {
      WORDS.set(bytes, from + i, (long) WORDS.get(bytes, from + i) ^ mask);
    }
    for (int i = whole; i < count; i++) {
      bytes[from + i] ^= (byte) (key >>> (24 - ((i & 3) << 3)));
    }
  }
}
