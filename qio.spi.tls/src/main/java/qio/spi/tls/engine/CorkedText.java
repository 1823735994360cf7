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

  /** A connection that rests keeps no larger array than this. */
  private static final int KEPT = 16;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final RecordBuffers pool;

  /** One buffer, as an engine takes it, ready to be read. */
  private final ByteBuffer[] text = {NOTHING};

  /** The text, and what follows it in the same record; while it is in use. */
  private ByteBuffer[] joined = {};

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

  /** Whether what is held and these buffers make a full record. */
  boolean isRecordWith(ByteBuffer[] srcs, int offset, int length) {
    long sum = size();
    for (int i = offset; i < offset + length && sum < RECORD; i++) {
      sum += srcs[i].remaining();
    }
    return sum >= RECORD;
  }

  /** Bytes that are held. */
  int size() {
    return text[0].remaining();
  }

  /** For the engine; {@link #release} when it has taken all of it. */
  ByteBuffer[] text() {
    return text;
  }

  /** The text with these buffers behind it, for the engine, until {@link #letGo}. */
  ByteBuffer[] followedBy(ByteBuffer[] srcs, int offset, int length) {
    if (joined.length != 1 + length) {
      joined = new ByteBuffer[1 + length];
    }
    joined[0] = text[0];
    System.arraycopy(srcs, offset, joined, 1, length);
    return joined;
  }

  /**
   * Takes all of these buffers, which do not fill a record.
   *
   * @return bytes taken
   */
  int add(ByteBuffer[] srcs, int offset, int length) {
    int before = size();
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        append(srcs[i]);
      }
    }
    return size() - before;
  }

  private void append(ByteBuffer src) {
    ByteBuffer into = text[0] == NOTHING ? pool.take(RecordBuffers.Use.PLAIN).limit(0) : text[0];
    text[0] = into;
    if (into.position() > 0) {
      into.compact().flip(); // an engine that takes less than a record must not use up the room
    }
    int behind = into.limit();
    int count = src.remaining();
    into.limit(behind + count).put(behind, src, src.position(), count);
    src.position(src.limit());
  }

  /** Forgets the buffers of the caller, and the text if the engine has taken all of it. */
  void letGo() {
    if (joined.length > KEPT) {
      joined = new ByteBuffer[0];
    }
    Arrays.fill(joined, NOTHING);
    if (isEmpty()) {
      release();
    }
  }

  /** Drops what is held. Plain text may be secret: it is wiped before others get the buffer. */
  void release() {
    ByteBuffer used = text[0];
    if (used != NOTHING) {
      int first = used.arrayOffset();
      Arrays.fill(used.array(), first, first + used.capacity(), (byte) 0);
      pool.give(RecordBuffers.Use.PLAIN, used);
      text[0] = NOTHING;
    }
  }
}
