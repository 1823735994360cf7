package qio.bench.frames;

import java.util.Random;
import java.util.function.IntUnaryOperator;

/** What is sent, and how it is seen to have come. */
final class Message {

  /** Of so many bytes one is looked at: all of them would take longer than what is measured. */
  private static final int STEP = 509;

  private Message() {}

  static byte[] of(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** A sum over some bytes of a message and its last one, which depends on their places. */
  static long sum(int size, IntUnaryOperator bytes) {
    long sum = size;
    for (int i = 0; i < size; i += STEP) {
      sum = 31 * sum + bytes.applyAsInt(i);
    }
    return 31 * sum + bytes.applyAsInt(size - 1);
  }
}
