package qio.bench.frames;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Stands for the copy that {@code send(2)} makes into a socket's buffer: into memory that is used
 * over and over, so that it is the sender's cost that is measured and not where in the cache a
 * large array happens to lie.
 */
final class Kernel {

  private final byte[] buffer = new byte[64 * 1024];

  /** Takes all of it. */
  int take(ByteBuffer from) {
    int all = from.remaining();
    while (from.hasRemaining()) {
      from.get(buffer, 0, Math.min(from.remaining(), buffer.length));
    }
    return all;
  }

  /** Takes all of it, which stays readable. */
  int take(ByteBuf from) {
    int first = from.readerIndex();
    int all = from.readableBytes();
    for (int done = 0; done < all; done += buffer.length) {
      from.getBytes(first + done, buffer, 0, Math.min(all - done, buffer.length));
    }
    return all;
  }
}
