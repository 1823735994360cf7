package qio.tck.fault;

import java.nio.ByteBuffer;

/** Cuts a row of buffers short, so that a transfer cannot go beyond a certain byte. */
final class Limits {

  private Limits() {}

  /** How many of the buffers may be used for that many bytes; 0 only if no byte is left. */
  static int usable(ByteBuffer[] buffers, int offset, int length, long bytes) {
    if (bytes <= 0) {
      return 0;
    }
    long left = bytes;
    int count = 0;
    while (count < length && left > 0) {
      left -= buffers[offset + count].remaining();
      count++;
    }
    return count;
  }

  /**
   * Lowers the limit of the last buffer in use; answers the limit to put back.
   *
   * @param count how many buffers are used, at least 1
   */
  static int cut(ByteBuffer[] buffers, int offset, int count, long bytes) {
    long left = bytes;
    for (int i = offset; i < offset + count - 1; i++) {
      left -= buffers[i].remaining();
    }
    ByteBuffer last = buffers[offset + count - 1];
    int limit = last.limit();
    last.limit((int) (last.position() + Math.min(last.remaining(), left)));
    return limit;
  }
}
