package qio.spi.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Takes frames apart: finds the payload of data frames in what has come, and hands it out unmasked;
 * gathers control frames, which may stand between the fragments of a message.
 *
 * <pre>
 *   HEADER --of a data frame----&gt; DATA ----all of it taken---&gt; HEADER
 *          --of a control frame-&gt; CONTROL --it is complete---&gt; HEADER
 * </pre>
 *
 * <p>Keeps no bytes but those of a control frame. Not for several threads.
 */
public final class FrameDecoder {

  /** What has been found. */
  public enum Event {
    /** Nothing that could be worked on; more bytes are needed. */
    NEED_MORE,
    /** Payload of a message: to be had with {@code take}. */
    DATA,
    /** The end of a message. */
    MESSAGE_END,
    /** A ping; its payload is in {@code control}. */
    PING,
    /** A pong; its payload is in {@code control}. */
    PONG,
    /** A close frame; its payload is in {@code control}. */
    CLOSE
  }

  private enum State {
    HEADER,
    DATA,
    CONTROL
  }

  private final FrameLimits limits;
  private final FrameHeader header;
  private final ByteBuffer control = ByteBuffer.allocate(125);

  private State state = State.HEADER;

  /** Of the frame: the payload that is to come, the key for it, whether it is the last one. */
  private long left;

  private int key;
  private boolean last;

  /** Of the message: whether one has begun, what it is, and how long it is so far. */
  private boolean inMessage;

  private boolean text;
  private boolean compressed;
  private long size;

  /**
   * Makes one that stands before the first frame.
   *
   * @param limits what is accepted
   */
  public FrameDecoder(FrameLimits limits) {
    this.limits = limits;
    this.header = new FrameHeader(limits);
  }

  /**
   * Looks at what has come.
   *
   * @param src holds it; headers and control frames are consumed, payload is not
   * @return what there is to do
   * @throws FrameViolation if the peer broke the protocol or a limit
   */
  public Event next(ByteBuffer src) throws FrameViolation {
    for (; ; ) {
      switch (state) {
        case HEADER -> {
          if (!header.read(src)) {
            return Event.NEED_MORE;
          }
          begin();
        }
        case DATA -> {
          if (left > 0) {
            return src.hasRemaining() ? Event.DATA : Event.NEED_MORE;
          }
          state = State.HEADER;
          if (last) {
            inMessage = false;
            return Event.MESSAGE_END;
          }
        }
        case CONTROL -> {
          if (src.remaining() < left) {
            return Event.NEED_MORE;
          }
          return endControl(src);
        }
      }
    }
  }

  private void begin() throws FrameViolation {
    left = header.length();
    key = header.key();
    if (header.isControl()) {
      state = State.CONTROL;
      return;
    }
    beginData();
    state = State.DATA;
  }

  private void beginData() throws FrameViolation {
    boolean continues = header.opcode() == Opcode.CONTINUATION;
    if (continues && !inMessage) {
      throw new FrameViolation(CloseStatus.PROTOCOL_ERROR, "a continuation of no message");
    }
    if (!continues && inMessage) {
      throw new FrameViolation(
          CloseStatus.PROTOCOL_ERROR, "a new message before the end of the one before");
    }
    last = header.isFin();
    if (!continues) {
      inMessage = true;
      text = header.opcode() == Opcode.TEXT;
      compressed = header.isCompressed();
      size = 0;
    }
    if (text && !limits.text()) {
      throw new FrameViolation(
          CloseStatus.UNSUPPORTED_DATA, "a text message, where binary ones are expected");
    }
    if (!compressed) {
      count(left);
    }
  }

  /**
   * Adds to the size of the message.
   *
   * @param bytes how many more
   * @throws FrameViolation if it is larger than the limit now
   */
  void count(long bytes) throws FrameViolation {
    if (bytes > limits.maxMessage() - size) {
      throw new FrameViolation(
          CloseStatus.TOO_BIG,
          "a message of more than the " + limits.maxMessage() + " bytes of max-message");
    }
    size += bytes;
  }

  private Event endControl(ByteBuffer src) {
    control.clear();
    int n = (int) left;
    control.limit(n);
    copy(src, control, n);
    if (limits.masked()) {
      Masker.xor(control, 0, n, key);
    }
    control.flip();
    state = State.HEADER;
    return switch (header.opcode()) {
      case Opcode.PING -> Event.PING;
      case Opcode.PONG -> Event.PONG;
      default -> Event.CLOSE;
    };
  }

  /**
   * Hands payload out, unmasked, as much as there is and fits. Only after {@link Event#DATA}.
   *
   * @param src holds it, in an array; is consumed, and what was masked is changed
   * @param dst takes it
   * @return the bytes moved
   */
  public int take(ByteBuffer src, ByteBuffer dst) {
    int n = (int) Math.min(left, Math.min(src.remaining(), dst.remaining()));
    if (limits.masked()) {
      Masker.xor(src, src.position(), n, key);
    }
    copy(src, dst, n);
    advance(n);
    return n;
  }

  private static void copy(ByteBuffer src, ByteBuffer dst, int count) {
    dst.put(dst.position(), src, src.position(), count);
    src.position(src.position() + count);
    dst.position(dst.position() + count);
  }

  /**
   * Skips payload.
   *
   * @param src holds it; is consumed
   */
  void skip(ByteBuffer src) {
    int n = (int) Math.min(left, src.remaining());
    src.position(src.position() + n);
    advance(n);
  }

  /**
   * Unmasks payload that was received where it belongs. Only where {@link #unmasksIn}.
   *
   * @param dst holds it
   * @param from index of its first byte
   * @param count how many bytes, no more than {@link #left}
   */
  void unmask(ByteBuffer dst, int from, int count) {
    if (limits.masked()) {
      Masker.xor(dst, from, count, key);
    }
    advance(count);
  }

  /** Whether payload in this buffer can be unmasked where it lies, or need not be. */
  boolean unmasksIn(ByteBuffer dst) {
    return dst.hasArray() || !limits.masked();
  }

  private void advance(int n) {
    left -= n;
    key = Masker.at(key, n);
  }

  /** The payload of the data frame that is to come; 0 outside of one. */
  long left() {
    return state == State.DATA ? left : 0;
  }

  /** Whether the message that has begun is text. */
  boolean isText() {
    return text;
  }

  /** Whether it is compressed. */
  boolean isCompressed() {
    return compressed;
  }

  /** Whether a message has begun and not ended. */
  boolean isInMessage() {
    return inMessage;
  }

  /** Whether a frame has begun and not ended. */
  boolean isInFrame() {
    return state != State.HEADER;
  }

  /**
   * The payload of the control frame that was found last.
   *
   * @return the payload, unmasked, valid until the next one
   */
  public ByteBuffer control() {
    return control;
  }
}
