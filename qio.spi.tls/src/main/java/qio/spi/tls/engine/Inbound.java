package qio.spi.tls.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;
import qio.api.layer.ByteSource;

/**
 * The receiving half of a TLS connection: records come in through {@link #receive}, plain text goes
 * out through {@link #unwrap} into the caller's buffers, without a copy as long as they have room
 * for the record; what they have no room for is kept for {@link #drain}.
 *
 * <pre>
 *   OPEN --close_notify from the peer--&gt; CLOSED
 * </pre>
 *
 * <p>Not thread-safe: the caller lets in one thread at a time. Another one may be in {@link
 * Outbound} of the same engine meanwhile.
 */
public final class Inbound {

  private enum State {
    OPEN,
    CLOSED
  }

  /** So many records in a row that carry nothing are no accident. */
  private static final int MAX_EMPTY_RECORDS = 64;

  private static final int OPENING_BYTES = 16;
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
  private static final ByteBuffer[] NOWHERE = {};
  private static final byte[] NO_BYTES = {};

  private final SSLEngine engine;
  private final RecordBuffers pool;

  // All guarded by the caller; buffers are ready to be drained between calls, and null while empty.
  private State state = State.OPEN;
  private @Nullable ByteBuffer records;
  private @Nullable ByteBuffer plain;
  private final ByteBuffer[] oneAndSpare = {EMPTY, EMPTY};
  private byte[] opening = NO_BYTES;
  private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
  private long consumed;
  private long delivered;

  /** How far the engine may have written plain text into {@link #records}. */
  private int touched;

  private int emptyRecords;

  /**
   * Makes the receiving half.
   *
   * @param engine the engine
   * @param pool lends the buffers
   */
  public Inbound(SSLEngine engine, RecordBuffers pool) {
    this.engine = engine;
    this.pool = pool;
  }

  // ---- records in ----

  /**
   * Asks the source once for more bytes.
   *
   * @param source where records come from
   * @return what the source answered
   * @throws IOException if the source fails
   */
  public int receive(ByteSource source) throws IOException {
    ByteBuffer into = beginReceive();
    try {
      return source.read(into);
    } finally {
      endReceive(into);
    }
  }

  private ByteBuffer beginReceive() {
    ByteBuffer held = records;
    if (held == null) {
      return pool.take(RecordBuffers.Use.RECEIVED);
    }
    if (!isSmall(held)) {
      return held.compact();
    }
    ByteBuffer into = pool.take(RecordBuffers.Use.RECEIVED).put(held);
    giveBackRecords(held);
    return into;
  }

  /**
   * Lends a buffer in which to wait for more bytes: a small one if none are held, since many may
   * wait for the first of a record. Until it is brought back nothing is held.
   *
   * @return a buffer with room
   */
  public ByteBuffer beginWaiting() {
    if (records == null) {
      return pool.take(RecordBuffers.Use.AWAITED);
    }
    ByteBuffer into = beginReceive();
    records = null;
    return into;
  }

  /**
   * Takes the buffer back in which something was received, or nothing.
   *
   * @param into the buffer, as the source has left it
   */
  public void endReceive(ByteBuffer into) {
    into.flip();
    records = into;
    rememberOpening(into);
    giveBackIfEmpty();
  }

  private void rememberOpening(ByteBuffer received) {
    if (consumed == 0 && opening.length < OPENING_BYTES) {
      opening = new byte[Math.min(OPENING_BYTES, received.remaining())];
      received.get(received.position(), opening);
    }
  }

  /**
   * The first bytes that the peer has sent, for a message if they are no TLS.
   *
   * @return a few bytes; none if nothing came
   */
  public byte[] opening() {
    return opening.clone();
  }

  /** Forgets the first bytes: the peer has shown that it speaks TLS. */
  public void forgetOpening() {
    opening = NO_BYTES;
  }

  /**
   * Whether the peer's first bytes cannot begin a record, so that it does not speak TLS.
   *
   * @return true if they cannot
   */
  public boolean isOpeningForeign() {
    return opening.length >= RecordHeader.SIZE && RecordHeader.isBroken(ByteBuffer.wrap(opening));
  }

  /**
   * Whether {@link #unwrap} has something to work on.
   *
   * @return true if a whole record is there, or bytes that can never become one
   */
  public boolean hasRecord() {
    return records != null && RecordHeader.isWholeOrBroken(records);
  }

  /**
   * Whether a part of a record is there, or more.
   *
   * @return true if bytes were received that were not unwrapped
   */
  public boolean hasBytes() {
    return records != null && records.hasRemaining();
  }

  private static boolean isSmall(ByteBuffer buffer) {
    return buffer.capacity() == RecordBuffers.Use.AWAITED.capacity();
  }

  // ---- plain text out ----

  /**
   * Unwraps one record.
   *
   * @param dsts where plain text goes first
   * @param offset the first buffer to use
   * @param length how many to use
   * @return what came of it; {@link #delivered} and {@link #status} say more
   * @throws SSLException if the record is bad, or is an alert that ends the connection
   */
  public UnwrapStep unwrap(ByteBuffer[] dsts, int offset, int length) throws SSLException {
    ByteBuffer from = records == null ? EMPTY : records;
    touched = Math.max(touched, from.limit());
    long room = remaining(dsts, offset, length);
    delivered = 0;
    boolean fits = from.remaining() >= RecordHeader.SIZE && RecordHeader.payload(from) <= room;
    SSLEngineResult result = fits ? engine.unwrap(from, dsts, offset, length) : null;
    if (result == null || result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      result = unwrapWithSpare(from, dsts, offset, length);
    }
    status = result.getHandshakeStatus();
    consumed += result.bytesConsumed();
    delivered = room - remaining(dsts, offset, length);
    giveBackIfEmpty();
    return step(result);
  }

  /**
   * Unwraps one record that is for the handshake; the rare application data in it is kept for the
   * reader.
   */
  UnwrapStep unwrapHandshake() throws SSLException {
    emptyRecords =
        0; // none of a handshake's carries data, and a peer may send them in small pieces
    return unwrap(NOWHERE, 0, 0);
  }

  /** Shows the next record, if it is there as a whole, without taking it. */
  void showRecord(ServerFlight flight) {
    ByteBuffer from = records;
    if (from != null && hasRecord() && !RecordHeader.isBroken(from)) {
      flight.look(from.slice(from.position(), RecordHeader.SIZE + RecordHeader.payload(from)));
    }
  }

  private UnwrapStep step(SSLEngineResult result) throws SSLException {
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      checkCanBecomeRecord(records);
      return UnwrapStep.NEED_MORE;
    }
    if (isEnd(result)) {
      state = State.CLOSED;
    }
    if (result.bytesProduced() > 0) {
      emptyRecords = 0;
      return UnwrapStep.DATA;
    }
    if (state == State.CLOSED) {
      return UnwrapStep.CLOSED;
    }
    if (result.bytesConsumed() > 0 && ++emptyRecords > MAX_EMPTY_RECORDS) {
      throw new SSLProtocolException(
          "more than " + MAX_EMPTY_RECORDS + " records in a row that carry no data");
    }
    return UnwrapStep.CONTROL;
  }

  /**
   * Some engines say CLOSED of every record once their own side is closed, whatever it carries;
   * only one that takes nothing means the peer's side by it.
   */
  private boolean isEnd(SSLEngineResult result) {
    boolean refuses =
        result.getStatus() == SSLEngineResult.Status.CLOSED
            && result.bytesConsumed() == 0
            && result.bytesProduced() == 0;
    return refuses || engine.isInboundDone();
  }

  /**
   * An engine that waits for the rest of what is no record, or too long a one, would wait for ever.
   */
  private static void checkCanBecomeRecord(@Nullable ByteBuffer bytes) throws SSLProtocolException {
    if (bytes != null && bytes.remaining() >= RecordHeader.SIZE && RecordHeader.isBroken(bytes)) {
      throw new SSLProtocolException("not a TLS record");
    }
  }

  /**
   * Unwraps into the caller's buffers and, behind them, one of our own; that is where a record's
   * rest goes.
   */
  private SSLEngineResult unwrapWithSpare(
      ByteBuffer from, ByteBuffer[] dsts, int offset, int length) throws SSLException {
    ByteBuffer spare = pool.take(RecordBuffers.Use.PLAIN);
    ByteBuffer[] into = withSpare(dsts, offset, length, spare);
    try {
      SSLEngineResult result = engine.unwrap(from, into, 0, length + 1);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        giveBackPlain(spare, spare.capacity());
        spare = ByteBuffer.allocate(Math.max(RecordHeader.MAX_RECORD, applicationBufferSize()));
        into[length] = spare;
        result = engine.unwrap(from, into, 0, length + 1);
      }
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        throw new SSLException("the engine has no use for a buffer of " + spare.capacity());
      }
      keep(spare.flip());
      return result;
    } catch (SSLException | RuntimeException e) {
      giveBackPlain(spare, spare.capacity()); // whatever is in it, nobody may have it
      throw e;
    } finally {
      Arrays.fill(into, EMPTY);
    }
  }

  private int applicationBufferSize() {
    return engine.getSession().getApplicationBufferSize();
  }

  private ByteBuffer[] withSpare(ByteBuffer[] dsts, int offset, int length, ByteBuffer spare) {
    ByteBuffer[] into = length == 1 ? oneAndSpare : new ByteBuffer[length + 1];
    System.arraycopy(dsts, offset, into, 0, length);
    into[length] = spare;
    return into;
  }

  private void keep(ByteBuffer spare) {
    ByteBuffer kept = plain;
    if (!spare.hasRemaining()) {
      giveBackPlain(spare, spare.limit());
    } else if (kept == null) {
      plain = spare;
    } else {
      // Only a handshake that carries application data comes here, and it is short.
      plain = ByteBuffer.allocate(kept.remaining() + spare.remaining()).put(kept).put(spare).flip();
      giveBackPlain(kept, kept.limit());
      giveBackPlain(spare, spare.limit());
    }
  }

  /**
   * How much the last {@link #unwrap} put into the caller's buffers.
   *
   * @return bytes
   */
  public long delivered() {
    return delivered;
  }

  /**
   * What the engine wanted after the last {@link #unwrap}.
   *
   * @return its handshake status
   */
  public HandshakeStatus status() {
    return status;
  }

  /** How many bytes of records the engine has taken in all. */
  long consumed() {
    return consumed;
  }

  /**
   * Whether plain text is kept.
   *
   * @return true if {@link #drain} has some
   */
  public boolean hasPlain() {
    return plain != null;
  }

  /**
   * Whether the peer has said that it sends no more; what was kept before that can still be
   * drained.
   *
   * @return true after its {@code close_notify}
   */
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  /**
   * Hands out kept plain text.
   *
   * @param dsts where it goes
   * @param offset the first buffer to use
   * @param length how many to use
   * @return bytes handed out
   */
  public long drain(ByteBuffer[] dsts, int offset, int length) {
    ByteBuffer from = plain;
    if (from == null) {
      return 0;
    }
    int before = from.remaining();
    for (int i = offset; i < offset + length && from.hasRemaining(); i++) {
      int n = Math.min(from.remaining(), dsts[i].remaining());
      dsts[i].put(dsts[i].position(), from, from.position(), n);
      dsts[i].position(dsts[i].position() + n);
      from.position(from.position() + n);
    }
    int handedOut = before - from.remaining();
    if (!from.hasRemaining()) {
      plain = null;
      giveBackPlain(from, from.limit());
    }
    return handedOut;
  }

  /** Drops kept plain text. */
  public void dropPlain() {
    if (plain != null) {
      giveBackPlain(plain, plain.limit());
      plain = null;
    }
  }

  /**
   * Unwraps one record and drops its plain text.
   *
   * @return what came of it
   * @throws SSLException as {@link #unwrap}
   */
  public UnwrapStep unwrapAndDrop() throws SSLException {
    try {
      return unwrap(NOWHERE, 0, 0);
    } finally {
      dropPlain();
    }
  }

  // ---- buffers ----

  /** Drops whatever is held. */
  public void release() {
    dropPlain();
    if (records != null) {
      giveBackRecords(records);
    }
  }

  private void giveBackIfEmpty() {
    if (records != null && !records.hasRemaining()) {
      giveBackRecords(records);
    }
  }

  /** An engine may decrypt a record where it lies, and leaves the plain text there. */
  private void giveBackRecords(ByteBuffer used) {
    records = null;
    wipe(used, touched);
    touched = 0;
    pool.give(isSmall(used) ? RecordBuffers.Use.AWAITED : RecordBuffers.Use.RECEIVED, used);
  }

  private void giveBackPlain(ByteBuffer used, int end) {
    wipe(used, end);
    pool.give(RecordBuffers.Use.PLAIN, used);
  }

  /** Plain text may be secret: it is wiped before others get the buffer. */
  private static void wipe(ByteBuffer used, int end) {
    int first = used.arrayOffset();
    Arrays.fill(used.array(), first, first + end, (byte) 0);
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }
}
