package qio.spi.websocket.frame;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Compresses messages (RFC 7692, 7.2.1), each of one frame. */
public final class MessageDeflater {

  /** What is left away at the end of each message. */
  private static final int TAIL = 4;

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final boolean forgets;

  /**
   * Makes one for the messages of a connection.
   *
   * @param forgets whether each message stands for itself (no context takeover)
   */
  public MessageDeflater(boolean forgets) {
    this.forgets = forgets;
  }

  /** Room that compressing so many bytes needs at most, with what is left away. */
  static int room(int bytes) {
    return bytes + bytes / 1000 + 128;
  }

  /**
   * Compresses a message or a fragment of one.
   *
   * @param src its bytes
   * @param dst takes the payload; with {@link #room} for it
   * @param fin whether the message ends here
   */
  void deflate(ByteBuffer src, ByteBuffer dst, boolean fin) {
    deflater.setInput(src);
    int before = dst.position();
    while (deflater.deflate(dst, Deflater.SYNC_FLUSH) > 0) {
      // until all of it is there, and the mark behind it
    }
    if (!fin) {
      return;
    }
    if (dst.position() - before > TAIL) {
      dst.position(dst.position() - TAIL);
    }
    if (forgets) {
      deflater.reset();
    }
  }

  /** Lets go of what it holds outside of the heap. */
  void end() {
    deflater.end();
  }
}
