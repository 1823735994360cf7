package qio.spi.websocket.frame;

import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import qio.api.layer.BufferPool;
import qio.api.layer.ByteSink;

/**
 * What goes to the peer: makes frames, and keeps what is left of one, so that control frames never
 * come between the bytes of another. A frame is whole in one buffer before a byte of it is sent,
 * but for a large one that needs neither mask nor compression: its payload is offered where it
 * lies, and only what finds no room is copied. One frame of data at most waits to be sent, and one
 * control frame of each kind behind it; of several pings only the latest is answered then, as RFC
 * 6455, 5.5.3 allows.
 *
 * <p>Holds a buffer while it holds bytes. Not for several threads.
 */
public final class Outbound {

  /** The longest header, masking key included. */
  private static final int MAX_HEADER = 14;

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int MASKED = 0x80;
  private static final byte[] NO_BYTES = {};

  /** So much payload is worth being offered where it lies: to copy less costs less. */
  private static final int OFFERED_LEAST = 4 * 1024;

  private final boolean text;
  private final int frameSize;
  private final BufferPool pool;
  private final @Nullable MaskKeys keys;
  private final @Nullable MessageDeflater deflater;

  /** The state of the text that was sent, and of what is looked at. */
  private final Utf8Check utf8 = new Utf8Check();

  private final Utf8Check looked = new Utf8Check();

  private @Nullable ByteBuffer out;

  /** How many of the bytes that wait are of data frames. */
  private int unsentData;

  private byte @Nullable [] owedPong;
  private byte @Nullable [] owedPing;
  private @Nullable CloseStatus owedClose;
  private boolean closed;

  /**
   * Makes one that has sent nothing.
   *
   * @param text whether the data are sent as text
   * @param frameSize how many bytes a frame carries at most
   * @param pool lends buffers of {@link #capacity}
   * @param keys masks, at a client; null at a server
   * @param deflater compresses; null if messages are sent as they are
   */
  public Outbound(
      boolean text,
      int frameSize,
      BufferPool pool,
      @Nullable MaskKeys keys,
      @Nullable MessageDeflater deflater) {
    this.text = text;
    this.frameSize = frameSize;
    this.pool = pool;
    this.keys = keys;
    this.deflater = deflater;
  }

  /**
   * How large a buffer must be.
   *
   * @param frameSize how many bytes a frame carries at most
   * @return bytes
   */
  public static int capacity(int frameSize) {
    return MAX_HEADER + MessageDeflater.room(frameSize);
  }

  // ---- data ----

  /**
   * Makes a frame of data and sends it as far as the sink takes it, without a copy where that can
   * be done. Only while nothing waits to be sent.
   *
   * @param srcs the data; positions advance by what was taken, whether it was sent or waits
   * @param offset the first buffer to use
   * @param length how many to use
   * @param sink where frames go
   * @return the bytes taken, as many as a frame carries
   * @throws IOException if text is to be sent and this is no UTF-8, and nothing is taken; or if the
   *     sink fails, and what was not sent is kept
   */
  public int send(ByteBuffer[] srcs, int offset, int length, ByteSink sink) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        if (!isOffered(srcs[i])) {
          break;
        }
        return offer(srcs[i], sink);
      }
    }
    int taken = wrap(srcs, offset, length);
    var _ = send(sink);
    return taken;
  }

  private boolean isOffered(ByteBuffer src) {
    return keys == null && deflater == null && !text && src.remaining() >= OFFERED_LEAST;
  }

  /** Sends header and payload in one call, and keeps a copy of what was not taken. */
  private int offer(ByteBuffer src, ByteSink sink) throws IOException {
    int end = src.limit();
    int count = Math.min(src.remaining(), frameSize);
    ByteBuffer frame = pool.take().position(MAX_HEADER).limit(MAX_HEADER);
    prependHeader(frame, FIN | Opcode.BINARY, count, 0);
    src.limit(src.position() + count);
    try {
      var _ = sink.write(frame, src);
    } finally {
      keep(frame, src);
      src.limit(end);
    }
    return count;
  }

  private void keep(ByteBuffer frame, ByteBuffer rest) {
    if (!frame.hasRemaining() && !rest.hasRemaining()) {
      pool.give(frame);
      return;
    }
    int from = frame.position(); // behind the header, or what is left of it
    unsentData = frame.remaining() + rest.remaining();
    frame.clear().position(MAX_HEADER).put(rest).flip().position(from);
    out = frame;
  }

  /**
   * Makes a frame of data, which is a message, or with text that ends in the middle of a character
   * a fragment of one. Only while nothing waits to be sent.
   *
   * @param srcs the data; positions advance by what was taken
   * @param offset the first buffer to use
   * @param length how many to use
   * @return the bytes taken, as many as a frame carries
   * @throws IOException if text is to be sent and this is no UTF-8; nothing is taken
   */
  int wrap(ByteBuffer[] srcs, int offset, int length) throws IOException {
    ByteBuffer frame = pool.take();
    try {
      int taken = wrapInto(frame, srcs, offset, length);
      out = frame;
      unsentData = frame.remaining();
      return taken;
    } finally {
      if (out != frame) {
        pool.give(frame);
      }
    }
  }

  private int wrapInto(ByteBuffer frame, ByteBuffer[] srcs, int offset, int length)
      throws IOException {
    int count = count(srcs, offset, length);
    boolean continues = !utf8.isComplete();
    if (text) {
      checkText(srcs, offset, length, count);
    }
    boolean fin = utf8.isComplete();
    int key = keys == null ? 0 : keys.next();
    frame.position(MAX_HEADER);
    if (deflater == null) {
      gather(srcs, offset, length, frame, count);
    } else {
      deflate(deflater, srcs, offset, length, frame, count, fin);
    }
    if (key != 0) {
      Masker.xor(frame, MAX_HEADER, frame.position() - MAX_HEADER, key);
    }
    int opcode = continues ? Opcode.CONTINUATION : text ? Opcode.TEXT : Opcode.BINARY;
    int compressed = deflater != null && !continues ? RSV1 : 0;
    frame.flip();
    prependHeader(frame, (fin ? FIN : 0) | compressed | opcode, frame.limit() - MAX_HEADER, key);
    return count;
  }

  private int count(ByteBuffer[] srcs, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length && sum < frameSize; i++) {
      sum += srcs[i].remaining();
    }
    return (int) Math.min(sum, frameSize);
  }

  private static void gather(
      ByteBuffer[] srcs, int offset, int length, ByteBuffer frame, int count) {
    int done = 0;
    for (int i = offset; i < offset + length && done < count; i++) {
      ByteBuffer src = srcs[i];
      int n = Math.min(src.remaining(), count - done);
      frame.put(frame.position(), src, src.position(), n);
      src.position(src.position() + n);
      frame.position(frame.position() + n);
      done += n;
    }
  }

  private void checkText(ByteBuffer[] srcs, int offset, int length, int count)
      throws CharConversionException {
    looked.copy(utf8);
    int done = 0;
    for (int i = offset; i < offset + length && done < count; i++) {
      int from = srcs[i].position();
      int to = from + Math.min(srcs[i].remaining(), count - done);
      int wrong = looked.check(srcs[i], from, to);
      if (wrong < to) {
        throw new CharConversionException(
            "with text=on only UTF-8 can be written, and byte "
                + (done + wrong - from)
                + " of this is none; write binary data with text=off");
      }
      done += to - from;
    }
    utf8.copy(looked);
  }

  private void deflate(
      MessageDeflater deflating,
      ByteBuffer[] srcs,
      int offset,
      int length,
      ByteBuffer frame,
      int count,
      boolean fin) {
    ByteBuffer plain = pool.take();
    try {
      gather(srcs, offset, length, plain, count);
      deflating.deflate(plain.flip(), frame, fin);
    } finally {
      pool.give(plain);
    }
  }

  /** Writes the header right in front of the payload and makes the frame begin there. */
  private void prependHeader(ByteBuffer frame, int first, int payload, int key) {
    int lengthBytes = payload < 126 ? 0 : payload < 65_536 ? 2 : 8;
    int size = 2 + lengthBytes + (keys == null ? 0 : 4);
    int at = MAX_HEADER - size;
    frame.position(at);
    frame.put(at, (byte) first);
    int shortLength = lengthBytes == 0 ? payload : lengthBytes == 2 ? 126 : 127;
    frame.put(at + 1, (byte) (shortLength | (keys == null ? 0 : MASKED)));
    if (lengthBytes == 2) {
      frame.putShort(at + 2, (short) payload);
    } else if (lengthBytes == 8) {
      frame.putLong(at + 2, payload);
    }
    if (keys != null) {
      frame.putInt(MAX_HEADER - 4, key);
    }
  }

  // ---- control frames ----

  /**
   * Owes the answer to a ping.
   *
   * @param payload the ping's payload; is consumed
   */
  public void pong(ByteBuffer payload) {
    byte[] bytes = payload.hasRemaining() ? new byte[payload.remaining()] : NO_BYTES;
    payload.get(bytes);
    owedPong = bytes;
  }

  /** Owes a ping. */
  public void ping() {
    owedPing = NO_BYTES;
  }

  /**
   * Owes a close frame, behind which nothing is sent. The first one stays.
   *
   * @param status what it says
   */
  public void close(CloseStatus status) {
    if (!closed) {
      closed = true;
      owedClose = status;
    }
  }

  /**
   * Whether a close frame was sent or is owed.
   *
   * @return true if so
   */
  public boolean isClosed() {
    return closed;
  }

  private boolean wrapOwed() {
    byte[] pong = owedPong;
    byte[] ping = owedPing;
    CloseStatus close = owedClose;
    if (pong != null) {
      owedPong = null;
      wrapControl(Opcode.PONG, pong);
    } else if (ping != null) {
      owedPing = null;
      wrapControl(Opcode.PING, ping);
    } else if (close != null) {
      owedClose = null;
      wrapControl(Opcode.CLOSE, close.payload());
    } else {
      return false;
    }
    return true;
  }

  private void wrapControl(int opcode, byte[] payload) {
    ByteBuffer frame = pool.take();
    int key = keys == null ? 0 : keys.next();
    frame.position(MAX_HEADER).put(payload);
    Masker.xor(frame, MAX_HEADER, payload.length, key);
    frame.flip();
    prependHeader(frame, FIN | opcode, payload.length, key);
    out = frame;
    unsentData = 0;
  }

  // ---- sending ----

  /**
   * Sends what waits, as far as the sink takes it.
   *
   * @param sink where frames go
   * @return true if nothing is left
   * @throws IOException if the sink fails; what was not sent is kept
   */
  public boolean send(ByteSink sink) throws IOException {
    do {
      ByteBuffer frame = out;
      if (frame != null) {
        sendFrame(sink, frame);
        if (frame.hasRemaining()) {
          return false;
        }
        out = null;
        unsentData = 0;
        pool.give(frame);
      }
    } while (wrapOwed());
    return true;
  }

  private void sendFrame(ByteSink sink, ByteBuffer frame) throws IOException {
    while (frame.hasRemaining()) {
      if (sink.write(frame) <= 0) {
        break;
      }
    }
    unsentData = Math.min(unsentData, frame.remaining());
  }

  /**
   * Whether anything waits to be sent.
   *
   * @return true if there are bytes or control frames
   */
  public boolean hasUnsent() {
    return out != null || owedPong != null || owedPing != null || owedClose != null;
  }

  /**
   * How many bytes of data wait to be sent, or their headers.
   *
   * @return the count
   */
  public int unsentData() {
    return unsentData;
  }

  /**
   * Whether what was sent of text ends in the middle of a character, so that the message is not
   * complete.
   *
   * @return true if it does
   */
  public boolean isInCharacter() {
    return !utf8.isComplete();
  }

  /** Drops what waits, and what compressing needs. Nothing is called afterwards. */
  public void release() {
    ByteBuffer frame = out;
    if (frame != null) {
      out = null;
      pool.give(frame);
    }
    if (deflater != null) {
      deflater.end();
    }
  }
}
