package qio.spi.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Combines payload with the masking key (RFC 6455, 5.3), eight bytes at a time and in a form that
 * the compiler can unroll; the same operation masks and unmasks. Works between buffers of any kind,
 * or in place.
 */
public final class Masker {

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VarHandle ARRAY = MethodHandles.byteArrayViewVarHandle(long[].class, ORDER);
  private static final VarHandle BUFFER =
      MethodHandles.byteBufferViewVarHandle(long[].class, ORDER);

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
   * Moves bytes and combines them with a key on the way. The positions of both buffers advance by
   * the count.
   *
   * @param src where the bytes are
   * @param dst where they go; another buffer than the first
   * @param count how many, as both hold at least
   * @param key the key for the first of them, first byte highest
   */
  public static void xor(ByteBuffer src, ByteBuffer dst, int count, int key) {
    int from = src.position();
    int to = dst.position();
    if (src.hasArray() && dst.hasArray()) {
      byte[] in = src.array();
      byte[] out = dst.array();
      xor(in, src.arrayOffset() + from, out, dst.arrayOffset() + to, count, key);
    } else {
      xor(src, from, dst, to, count, key);
    }
    src.position(from + count);
    dst.position(to + count);
  }

  /**
   * Combines bytes with a key where they are. The position stays.
   *
   * @param buffer holds them
   * @param from index of the first
   * @param count how many
   * @param key the key for the first of them, first byte highest
   */
  public static void xor(ByteBuffer buffer, int from, int count, int key) {
    if (buffer.hasArray()) {
      int at = buffer.arrayOffset() + from;
      xor(buffer.array(), at, buffer.array(), at, count, key);
    } else {
      xor(buffer, from, buffer, from, count, key);
    }
  }

  private static long wide(int key) {
    long twice = (key & 0xffff_ffffL) << 32 | (key & 0xffff_ffffL);
    return ORDER == ByteOrder.BIG_ENDIAN ? twice : Long.reverseBytes(twice);
  }

  private static void xor(byte[] in, int from, byte[] out, int to, int count, int key) {
    long mask = wide(key);
    int whole = count & ~7;
    for (int i = 0; i < whole; i += 8) {
      ARRAY.set(out, to + i, (long) ARRAY.get(in, from + i) ^ mask);
    }
    for (int i = whole; i < count; i++) {
      out[to + i] = (byte) (in[from + i] ^ key >>> (24 - ((i & 3) << 3)));
    }
  }

  private static void xor(ByteBuffer in, int from, ByteBuffer out, int to, int count, int key) {
    long mask = wide(key);
    int whole = count & ~7;
    for (int i = 0; i < whole; i += 8) {
      BUFFER.set(out, to + i, (long) BUFFER.get(in, from + i) ^ mask);
    }
    for (int i = whole; i < count; i++) {
      out.put(to + i, (byte) (in.get(from + i) ^ key >>> (24 - ((i & 3) << 3))));
    }
  }
}
