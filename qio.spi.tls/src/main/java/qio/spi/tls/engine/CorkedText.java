package qio.spi.tls.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Plain text that was written under a cork and does not fill a record yet. While there is none, no
 * buffer is held.
 *
 * <p>Not thread-safe: {@link Outbound} lets in one thread at a time.
 */
final class CorkedText {

  /** So much the JDK's engine puts into one record; what is more would make a second, tiny one. */
  static final int RECORD = 16_367;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final RecordBuffers pool;

  /** One buffer, as an engine takes it, ready to be read. */
  private final ByteBuffer[] text = {NOTHING};

  private boolean gathers;

  CorkedText(RecordBuffers pool) {
    this.pool = pool;
  }

  /** Whether small writes are to be gathered here. */
  boolean gathers() {
    return gathers;
  }

  void gathers(boolean corked) {
    gathers = corked;
  }

  boolean isEmpty() {
    return !text[0].hasRemaining();
  }

  /** Whether it is time to make a record of it. */
  boolean isFull() {
    return text[0].limit() == RECORD;
  }

  /** Bytes that are held. */
  int size() {
    return text[0].remaining();
  }

  /** For the engine; {@link #release} when it has taken all of it. */
  ByteBuffer[] text() {
    return text;
  }

  /**
   * Takes what there is room for.
   *
   * @return bytes taken
   */
  int add(ByteBuffer[] srcs, int offset, int length) {
    ByteBuffer into = text[0] == NOTHING ? pool.take(RecordBuffers.Use.PLAIN).limit(0) : text[0];
    text[0] = into;
    int before = into.remaining();
    for (int i = offset; i < offset + length && into.limit() < RECORD; i++) {
      append(into, srcs[i]);
    }
    return into.remaining() - before;
  }

  private static void append(ByteBuffer into, ByteBuffer src) {
    int behind = into.limit();
    int count = Math.min(src.remaining(), RECORD - behind);
    into.limit(behind + count).put(behind, src, src.position(), count);
    src.position(src.position() + count);
  }

  /** Drops what is held. Plain text may be secret: it is wiped before others get the buffer. */
  void release() {
    ByteBuffer used = text[0];
    if (used != NOTHING) {
      Arrays.fill(used.array(), used.arrayOffset(), used.arrayOffset() + used.limit(), (byte) 0);
      pool.give(RecordBuffers.Use.PLAIN, used);
      text[0] = NOTHING;
    }
  }
}
