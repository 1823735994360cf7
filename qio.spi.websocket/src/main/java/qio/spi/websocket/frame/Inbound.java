package qio.spi.websocket.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import qio.api.layer.BufferPool;
import qio.api.layer.ByteSource;

/**
 * What comes from the peer: holds what was received and not worked on, and makes the stream out of
 * the payload of its messages, whose borders are not kept. Payload is unmasked where it was
 * received and copied into the caller's buffer; large frames are received there at once, if they
 * can be unmasked there.
 *
 * <p>Holds a buffer while it holds bytes. Not for several threads.
 */
public final class Inbound {

  /** What a step came to. */
  public enum Step {
    /** More bytes are needed. */
    NEED_MORE,
    /** Data were delivered, or would be if there were room. */
    DATA,
    /** A ping, whose payload is in {@link #control}. */
    PING,
    /** A pong. */
    PONG,
    /** A close frame, whose payload is in {@link #control}. */
    CLOSE
  }

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  /** So much payload and room at least is worth a receive of its own. */
  private static final int DIRECT_LEAST = 16 * 1024;

  /** All of a short frame, the beginning of a long one. */
  private static final int AWAITED = 256;

  /** What threads wait in, of all connections. */
  private static final BufferPool AWAITING = new BufferPool(AWAITED);

  private final FrameDecoder decoder;
  private final BufferPool pool;
  private final @Nullable MessageInflater inflater;

  private Utf8Check utf8 = new Utf8Check();
  private @Nullable ByteBuffer held;
  private int delivered;

  /**
   * Makes one that stands before the first frame.
   *
   * @param limits what is accepted
   * @param pool lends the buffer
   * @param inflater decompresses; null if compression was not agreed on
   */
  public Inbound(FrameLimits limits, BufferPool pool, @Nullable MessageInflater inflater) {
    this.decoder = new FrameDecoder(limits);
    this.pool = pool;
    this.inflater = inflater;
  }

  /**
   * Takes bytes that came behind the opening handshake.
   *
   * @param rest the bytes; no more than a buffer holds
   */
  public void begin(ByteBuffer rest) {
    if (rest.hasRemaining()) {
      held = pool.take().put(rest).flip();
    }
  }

  /**
   * Asks the source once for more bytes.
   *
   * @param source where frames come from
   * @param dst where payload may be put at once, if that is of use; {@link #delivered} tells how
   *     much was
   * @return what the source answered
   * @throws FrameViolation if what came is not acceptable
   * @throws IOException if the source fails
   */
  public int receive(ByteSource source, ByteBuffer dst) throws IOException {
    delivered = 0;
    if (takesDirectly(dst)) {
      return receiveDirectly(source, dst);
    }
    ByteBuffer into = beginReceive();
    try {
      return source.read(into);
    } finally {
      endReceive(into);
    }
  }

  private boolean takesDirectly(ByteBuffer dst) {
    return decoder.left() >= DIRECT_LEAST
        && dst.remaining() >= DIRECT_LEAST
        && !hasBytes()
        && !decoder.isCompressed()
        && decoder.unmasksIn(dst);
  }

  private int receiveDirectly(ByteSource source, ByteBuffer dst) throws IOException {
    int before = dst.position();
    int limit = dst.limit();
    dst.limit(before + (int) Math.min(dst.remaining(), decoder.left()));
    int n;
    try {
      n = source.read(dst);
    } finally {
      dst.limit(limit);
    }
    if (n > 0) {
      decoder.unmask(dst, before, n);
      checkText(dst, before);
      delivered = n;
    }
    return n;
  }

  /** The buffer in which to receive, to be brought back before anything else is asked. */
  private ByteBuffer beginReceive() {
    ByteBuffer mine = held;
    held = null;
    if (mine == null) {
      return pool.take();
    }
    if (mine.capacity() > AWAITED) {
      return mine.compact();
    }
    ByteBuffer larger = pool.take().put(mine);
    AWAITING.give(mine);
    return larger;
  }

  /**
   * Lends the buffer in which a thread waits for bytes, to be brought back before anything else is
   * asked: a small one if nothing is held, because a connection on which a thread waits is idle.
   *
   * @return a buffer with room
   */
  public ByteBuffer beginWaiting() {
    return held == null ? AWAITING.take() : beginReceive();
  }

  private void giveBack(ByteBuffer buffer) {
    (buffer.capacity() > AWAITED ? pool : AWAITING).give(buffer);
  }

  /**
   * Takes the buffer back in which something was received, or nothing.
   *
   * @param into the buffer, as the source has left it
   */
  public void endReceive(ByteBuffer into) {
    held = into.flip();
    giveBackIfEmpty();
  }

  /** Lets go of the buffer if nothing is in it. */
  public void giveBackIfEmpty() {
    ByteBuffer mine = held;
    if (mine != null && !mine.hasRemaining()) {
      held = null;
      giveBack(mine);
    }
  }

  /** Drops what is held, and what decompressing needs. Nothing is called afterwards. */
  public void release() {
    ByteBuffer mine = held;
    if (mine != null) {
      held = null;
      giveBack(mine);
    }
    if (inflater != null) {
      inflater.end();
    }
  }

  /**
   * Whether bytes were received that were not worked on.
   *
   * @return true if there are some
   */
  public boolean hasBytes() {
    return held != null && held.hasRemaining();
  }

  /**
   * Whether more can be received before something is worked on.
   *
   * @return false if the buffer is full
   */
  public boolean hasRoom() {
    return held == null || held.capacity() <= AWAITED || held.remaining() < held.capacity();
  }

  /**
   * Whether the stream stands in the middle of a message or frame.
   *
   * @return true if more of it must come
   */
  public boolean isCut() {
    return hasBytes() || decoder.isInMessage() || decoder.isInFrame();
  }

  /**
   * Works on what is there.
   *
   * @param dst takes payload; may be without room
   * @return what it came to; {@link #delivered} tells how many bytes were put into the buffer
   * @throws FrameViolation if the peer broke the protocol or a limit
   */
  public Step step(ByteBuffer dst) throws FrameViolation {
    delivered = 0;
    ByteBuffer src = held == null ? EMPTY : held;
    for (; ; ) {
      if (inflater != null && (inflater.isEnding() || inflater.hasPending())) {
        if (takePending(inflater, src, dst)) {
          return Step.DATA;
        }
        continue;
      }
      switch (decoder.next(src)) {
        case NEED_MORE -> {
          return Step.NEED_MORE;
        }
        case DATA -> {
          if (take(src, dst)) {
            return Step.DATA;
          }
        }
        case MESSAGE_END -> endMessage();
        case PING -> {
          return Step.PING;
        }
        case PONG -> {
          return Step.PONG;
        }
        case CLOSE -> {
          return Step.CLOSE;
        }
      }
    }
  }

  /** Delivers payload; false if that needs more of it. */
  private boolean take(ByteBuffer src, ByteBuffer dst) throws FrameViolation {
    if (!dst.hasRemaining()) {
      return true;
    }
    int before = dst.position();
    if (inflater == null || !decoder.isCompressed()) {
      delivered = decoder.take(src, dst);
      checkText(dst, before);
      return true;
    }
    inflater.inflate(decoder, src, dst);
    return countInflated(dst, before);
  }

  /** Delivers what the inflater holds; false if that was nothing. */
  private boolean takePending(MessageInflater inflating, ByteBuffer src, ByteBuffer dst)
      throws FrameViolation {
    if (!dst.hasRemaining()) {
      return true;
    }
    int before = dst.position();
    boolean ended = inflating.isEnding() && inflating.endInto(dst);
    if (!ended && !inflating.isEnding()) {
      inflating.inflate(decoder, src, dst);
    }
    boolean some = countInflated(dst, before);
    if (ended) {
      endText();
    }
    return some;
  }

  private boolean countInflated(ByteBuffer dst, int before) throws FrameViolation {
    delivered = dst.position() - before;
    if (delivered == 0) {
      return false;
    }
    try {
      decoder.count(delivered);
    } catch (FrameViolation e) {
      dst.position(before);
      throw e;
    }
    checkText(dst, before);
    return true;
  }

  private void endMessage() throws FrameViolation {
    if (inflater != null && decoder.isCompressed()) {
      inflater.beginEnd();
    } else {
      endText();
    }
  }

  private void endText() throws FrameViolation {
    if (!decoder.isText()) {
      return;
    }
    boolean complete = utf8.isComplete();
    utf8 = new Utf8Check();
    if (!complete) {
      throw new FrameViolation(
          CloseStatus.INVALID_DATA, "a text message that ends in the middle of a character");
    }
  }

  private void checkText(ByteBuffer dst, int before) throws FrameViolation {
    if (decoder.isText() && utf8.check(dst, before, dst.position()) < dst.position()) {
      dst.position(before);
      throw new FrameViolation(CloseStatus.INVALID_DATA, "a text message that is no UTF-8");
    }
  }

  /**
   * Drops the payload that is held, without looking at it.
   *
   * @return as {@link #step}, but that data were dropped
   * @throws FrameViolation if the peer broke the protocol or a limit
   */
  public Step drop() throws FrameViolation {
    ByteBuffer src = held == null ? EMPTY : held;
    for (; ; ) {
      switch (decoder.next(src)) {
        case NEED_MORE -> {
          return Step.NEED_MORE;
        }
        case DATA -> decoder.skip(src);
        case MESSAGE_END -> {}
        case PING -> {
          return Step.PING;
        }
        case PONG -> {
          return Step.PONG;
        }
        case CLOSE -> {
          return Step.CLOSE;
        }
      }
    }
  }

  /**
   * How many bytes the last step, or the last receive, has put into the caller's buffer.
   *
   * @return the count
   */
  public int delivered() {
    return delivered;
  }

  /**
   * The payload of the control frame that was found last.
   *
   * @return the payload, valid until the next step
   */
  public ByteBuffer control() {
    return decoder.control();
  }
}
