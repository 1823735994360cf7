package qio.tests.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import qio.api.channel.QioChannel;

/** Small pieces of data. */
final class Bytes {

  private Bytes() {}

  static ByteBuffer of(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static void send(QioChannel channel, String text) throws IOException {
    channel.writeAll(of(text));
  }

  /** Reads exactly so many bytes. */
  static String receive(QioChannel channel, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    channel.readAll(into);
    return text(into);
  }

  static String text(ByteBuffer filled) {
    return StandardCharsets.UTF_8.decode(filled.flip()).toString();
  }

  /**
   * Writes until nothing more is taken; the channel must be in non-blocking mode. Answers how much
   * it was.
   */
  static long fill(QioChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);
    long sum = 0;
    for (; ; ) {
      int n = channel.write(chunk.clear());
      if (n == QioChannel.WOULD_BLOCK) {
        return sum;
      }
      sum += n;
    }
  }
}
