package qio.api.layer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a layer go. */
@FunctionalInterface
public interface ByteSink {

  /**
   * Takes what it can at once.
   *
   * @param src a buffer with bytes
   * @return the bytes taken; 0 or less if none can be taken now
   * @throws IOException if writing fails
   */
  int write(ByteBuffer src) throws IOException;

  /**
   * Takes what it can at once of two buffers, in one call of the channel below if that can.
   *
   * @param head a buffer with bytes
   * @param tail what comes behind it
   * @return the bytes taken of both; 0 or less if none can be taken now
   * @throws IOException if writing fails
   */
  default long write(ByteBuffer head, ByteBuffer tail) throws IOException {
    int first = write(head);
    if (first <= 0 || head.hasRemaining()) {
      return first;
    }
    return (long) first + Math.max(0, write(tail));
  }
}
