package qio.tests.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import qio.api.channel.QioChannel;

/** Bytes as tests write and expect them. */
final class Bytes {

  /** The bulk of rule G03: so many buffers, each filled with its own index. */
  static final int BULK_BUFFERS = 250;

  static final int BULK_BUFFER_SIZE = 4194;

  private Bytes() {}

  static ByteBuffer of(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static ByteBuffer[] bulk() {
    return buffers(true);
  }

  static ByteBuffer[] room() {
    return buffers(false);
  }

  private static ByteBuffer[] buffers(boolean filled) {
    var buffers = new ByteBuffer[BULK_BUFFERS];
    for (int i = 0; i < BULK_BUFFERS; i++) {
      // Heap and direct in turn, as users mix them.
      buffers[i] =
          i % 2 == 0
              ? ByteBuffer.allocate(BULK_BUFFER_SIZE)
              : ByteBuffer.allocateDirect(BULK_BUFFER_SIZE);
      while (filled && buffers[i].hasRemaining()) {
        buffers[i].put((byte) i);
      }
      buffers[i].clear();
    }
    return buffers;
  }

  /** Whether the buffers, filled to their limits, hold what {@link #bulk} makes. */
  static boolean isBulk(ByteBuffer[] buffers) {
    ByteBuffer[] expected = bulk();
    for (int i = 0; i < BULK_BUFFERS; i++) {
      if (!buffers[i].flip().equals(expected[i])) {
        return false;
      }
    }
    return true;
  }

  /** Reads to the end of the stream. */
  static String rest(QioChannel channel) throws IOException {
    var all = new java.io.ByteArrayOutputStream();
    ByteBuffer some = ByteBuffer.allocate(1000);
    while (channel.read(some) != QioChannel.EOF) {
      all.write(Arrays.copyOf(some.array(), some.position()));
      some.clear();
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** Reads at a position, as text. */
  static String at(QioChannel channel, long position, int length) throws IOException {
    ByteBuffer some = ByteBuffer.allocate(length);
    int n = channel.pread(some, position);
    return n < 0 ? "EOF" : new String(some.array(), 0, n, StandardCharsets.UTF_8);
  }
}
