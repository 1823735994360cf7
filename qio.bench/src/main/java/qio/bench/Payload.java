package qio.bench;

import java.nio.ByteBuffer;

/**
 * What messages are made of, and the proof that they arrived: every {@value #STRIDE}-th byte of
 * each message, from its first on, is added up. That is little work beside the transfer, and it is
 * the same for all.
 */
final class Payload {

  /** How far the bytes that are looked at lie apart. */
  static final int STRIDE = 512;

  private Payload() {}

  /** A new direct buffer with a message, ready to be sent. */
  static ByteBuffer message(int size) {
    return fill(ByteBuffer.allocateDirect(size));
  }

  /** Fills a whole buffer with a message. */
  static ByteBuffer fill(ByteBuffer buffer) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) (i + i / STRIDE * 31 + 7));
    }
    return buffer;
  }

  /** The sum of a message that fills a buffer. */
  static long sum(ByteBuffer message) {
    long sum = 0;
    for (int i = 0; i < message.capacity(); i += STRIDE) {
      sum += message.get(i) & 0xFF;
    }
    return sum;
  }
}
