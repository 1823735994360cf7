package qio.spi.tls.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import qio.api.layer.ByteSink;

/**
 * The sending half of a TLS connection: plain text goes in through {@link #wrap}, up to five
 * records at a time, and the records leave together through {@link #send}.
 *
 * <pre>
 *   OPEN --close, or the engine closes by itself--&gt; CLOSED   (records may still be unsent)
 * </pre>
 *
 * <p>Under a {@link #cork} what does not fill a record waits as plain text for what follows. It is
 * wrapped when it fills one, when the cork is pulled, and before the farewell. Records wait too,
 * for one another, until they are {@link #isRipe ripe}.
 *
 * <p>Not thread-safe: the caller lets in one thread at a time. Another one may be in {@link
 * Inbound} of the same engine meanwhile.
 */
public final class Outbound {

  private enum State {
    OPEN,
    CLOSED
  }

  private static final int RECORDS_AT_ONCE = 5;
  private static final int MAX_PACKET = 1 << 20;
  private static final ByteBuffer[] NO_DATA = {ByteBuffer.allocate(0)};

  private final SSLEngine engine;
  private final RecordBuffers pool;
  private final CorkedText corked;

  // All guarded by the caller; the buffer is ready to be drained between calls, and null while
  // empty.
  private State state = State.OPEN;
  private @Nullable ByteBuffer records;
  private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
  private long produced;
  private long unsentData;

  /** Whether the engine is to be told of the end as soon as it has the last of the text. */
  private boolean closing;

  /** The room that the engine insists on before it wraps; it grows when the engine says so. */
  private int packetSize;

  /**
   * Makes the sending half.
   *
   * @param engine the engine
   * @param pool lends the buffers
   */
  public Outbound(SSLEngine engine, RecordBuffers pool) {
    this.engine = engine;
    this.pool = pool;
    this.corked = new CorkedText(pool);
    this.packetSize = engine.getSession().getPacketBufferSize();
  }

  // ---- plain text in ----

  /**
   * Wraps what fits into a few records, to be sent together. Under a cork the last of it is taken
   * and not wrapped, unless it fills a record.
   *
   * @param srcs plain text
   * @param offset the first buffer to use
   * @param length how many to use
   * @return bytes taken; 0 if the engine takes none: {@link #isClosed} says whether it never will
   * @throws SSLException if the engine fails
   */
  public long wrap(ByteBuffer[] srcs, int offset, int length) throws SSLException {
    return corked.gathers() ? gather(srcs, offset, length) : wrapAll(srcs, offset, length);
  }

  private long wrapAll(ByteBuffer[] srcs, int offset, int length) throws SSLException {
    if (!wrapCorked()) {
      return 0;
    }
    long taken = 0;
    for (int made = 0; made < RECORDS_AT_ONCE && hasRemaining(srcs, offset, length); ) {
      SSLEngineResult result = wrapRecord(srcs, offset, length);
      if (result == null || madeNothing(result)) {
        break;
      }
      made +=
          result.bytesConsumed() > 0 ? 1 : 0; // the engine may put in an answer to the peer first
      taken += counted(result.bytesConsumed());
    }
    return taken;
  }

  /** Counted at once: an engine that fails at the next record has taken this one all the same. */
  private int counted(int count) {
    unsentData += count;
    return count;
  }

  private long gather(ByteBuffer[] srcs, int offset, int length) throws SSLException {
    long taken = 0;
    while (corked.isRecordWith(srcs, offset, length)) {
      int held = corked.size();
      SSLEngineResult result = wrapBehindCorked(srcs, offset, length);
      if (result == null || madeNothing(result)) {
        return taken;
      }
      taken += counted(result.bytesConsumed() - (held - corked.size()));
    }
    return taken + counted(corked.add(srcs, offset, length));
  }

  /** What was held and what follows it go into one record, as far as the engine likes. */
  private @Nullable SSLEngineResult wrapBehindCorked(ByteBuffer[] srcs, int offset, int length)
      throws SSLException {
    if (corked.isEmpty()) {
      return wrapRecord(srcs, offset, length);
    }
    try {
      return wrapRecord(corked.followedBy(srcs, offset, length), 0, 1 + length);
    } finally {
      corked.letGo();
    }
  }

  /** Wraps the text that was held back; false if there was no room for it, or no use in it. */
  private boolean wrapCorked() throws SSLException {
    while (!corked.isEmpty()) {
      SSLEngineResult result = wrapRecord(corked.text(), 0, 1);
      if (result == null || madeNothing(result)) {
        return false;
      }
    }
    corked.release();
    return true;
  }

  /**
   * From now on small writes are gathered into full records, or no longer: then {@link #send} wraps
   * what was gathered.
   *
   * @param enabled whether to gather
   */
  public void cork(boolean enabled) {
    corked.gathers(enabled);
  }

  /**
   * Whether text waits for what follows it.
   *
   * @return true if some was taken and not wrapped
   */
  public boolean holdsText() {
    return !corked.isEmpty();
  }

  /**
   * Wraps what the engine itself has to say: handshake messages, answers, alerts, {@code
   * close_notify}.
   *
   * @return false if there was no room for it: send first
   * @throws SSLException if the engine fails
   */
  public boolean wrapControl() throws SSLException {
    if (closing && !endText()) {
      return false;
    }
    for (; ; ) {
      SSLEngineResult result = wrapRecord(NO_DATA, 0, NO_DATA.length);
      if (result == null) {
        return false;
      }
      if (madeNothing(result) || status != HandshakeStatus.NEED_WRAP) {
        return true;
      }
    }
  }

  /**
   * The engine gets the last of the text, and is told that it was; one that takes none of it leaves
   * it among what is unsent. False if there was no room.
   */
  private boolean endText() throws SSLException {
    if (!wrapCorked() && hasUnsent()) {
      return false;
    }
    closing = false;
    engine.closeOutbound();
    return true;
  }

  private static boolean madeNothing(SSLEngineResult result) {
    return result.bytesConsumed() == 0 && result.bytesProduced() == 0;
  }

  /** Wraps one record behind those that are there; null if there is no room for it. */
  private @Nullable SSLEngineResult wrapRecord(ByteBuffer[] srcs, int offset, int length)
      throws SSLException {
    for (; ; ) {
      ByteBuffer into = roomForRecord();
      if (into == null) {
        return null;
      }
      SSLEngineResult result = wrapBehind(into, srcs, offset, length);
      switch (result.getStatus()) {
        case BUFFER_OVERFLOW -> growPacketSize();
        case BUFFER_UNDERFLOW -> throw new SSLException("the engine reports an underflow in wrap");
        case CLOSED -> {
          state = State.CLOSED;
          return accepted(result);
        }
        case OK -> {
          return accepted(result);
        }
      }
    }
  }

  private SSLEngineResult accepted(SSLEngineResult result) {
    status = result.getHandshakeStatus();
    produced += result.bytesProduced();
    giveBackIfEmpty();
    return result;
  }

  private SSLEngineResult wrapBehind(ByteBuffer into, ByteBuffer[] srcs, int offset, int length)
      throws SSLException {
    int first = into.position();
    int behind = into.limit();
    boolean wrapped = false;
    into.position(behind).limit(into.capacity());
    try {
      SSLEngineResult result = engine.wrap(srcs, offset, length, into);
      wrapped = true;
      return result;
    } finally {
      into.limit(into.position()).position(first);
      if (!wrapped) {
        wipe(into, behind);
      }
    }
  }

  /**
   * An engine may bring plain text to where it encrypts it; one that fails may have left it there.
   */
  private static void wipe(ByteBuffer into, int first) {
    into.limit(first);
    Arrays.fill(
        into.array(), into.arrayOffset() + first, into.arrayOffset() + into.capacity(), (byte) 0);
  }

  /**
   * The buffer of records, with room for one more behind them; null if those must be sent first.
   */
  private @Nullable ByteBuffer roomForRecord() {
    ByteBuffer into = records == null ? pool.take(RecordBuffers.Use.TO_SEND).limit(0) : records;
    if (into.capacity() - into.limit() < packetSize && into.position() > 0) {
      into.compact().flip();
    }
    if (into.capacity() - into.limit() < packetSize) {
      if (into.hasRemaining()) {
        return null;
      }
      into = ByteBuffer.allocate(packetSize).limit(0);
    }
    records = into;
    return into;
  }

  private void growPacketSize() throws SSLException {
    int asked = Math.max(engine.getSession().getPacketBufferSize(), packetSize + packetSize / 2);
    if (asked > MAX_PACKET) {
      throw new SSLException("the engine has no use for a buffer of " + packetSize + " bytes");
    }
    packetSize = asked;
  }

  // ---- records out ----

  /**
   * Passes on what the sink takes.
   *
   * @param sink where records go
   * @return true if nothing is left
   * @throws IOException if the sink fails
   */
  public boolean send(ByteSink sink) throws IOException {
    do {
      ByteBuffer from = records;
      while (from != null && from.hasRemaining()) {
        if (sink.write(from) <= 0) {
          return false;
        }
      }
      giveBackIfEmpty();
    } while (isCorkPulled() && wrapSome());
    unsentData = corked.size();
    return true;
  }

  private boolean wrapSome() throws SSLException {
    wrapCorked();
    return hasUnsent();
  }

  private boolean isCorkPulled() {
    return !corked.gathers() && holdsText();
  }

  /**
   * Whether records are to leave now: under a cork they wait, from the first on, until there is no
   * room for one more.
   *
   * @return false if a cork holds them back
   */
  public boolean isRipe() {
    return !corked.gathers() || (records != null && isUnderWayOrFull(records));
  }

  private boolean isUnderWayOrFull(ByteBuffer made) {
    return made.position() > 0 || made.capacity() - made.limit() < packetSize;
  }

  /**
   * Whether records wait to be sent.
   *
   * @return true if {@link #send} has work
   */
  public boolean hasUnsent() {
    return records != null;
  }

  /**
   * Whether the peer may have heard of us.
   *
   * @return true once a record was made
   */
  public boolean hasStarted() {
    return produced > 0;
  }

  /** How many bytes of records the engine has made in all. */
  long produced() {
    return produced;
  }

  /** Shows what was made last, and was not sent. */
  void showLast(long bytes, ServerFlight flight) {
    ByteBuffer from = records;
    if (from != null && bytes > 0) {
      flight.look(from.slice(from.limit() - (int) bytes, (int) bytes));
    }
  }

  /**
   * How much of the caller's data may be among the records that wait.
   *
   * @return bytes of plain text at most
   */
  public long unsentData() {
    return unsentData;
  }

  /**
   * What the engine wanted after the last wrap.
   *
   * @return its handshake status
   */
  public HandshakeStatus status() {
    return status;
  }

  /**
   * Says farewell: {@code close_notify} goes behind the records that are there and the text that
   * was held under a cork; nothing more can be wrapped.
   *
   * @return false if there was no room for it: send, then {@link #wrapControl}
   * @throws SSLException if the engine fails
   */
  public boolean close() throws SSLException {
    state = State.CLOSED;
    closing = true;
    cork(false);
    return wrapControl();
  }

  /**
   * Whether nothing more can be wrapped.
   *
   * @return true after {@link #close}, or when the engine has closed by itself
   */
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Drops whatever is held. */
  public void release() {
    corked.release();
    releaseRecords();
  }

  private void releaseRecords() {
    if (records != null) {
      pool.give(RecordBuffers.Use.TO_SEND, records);
      records = null;
    }
  }

  private void giveBackIfEmpty() {
    if (records != null && !records.hasRemaining()) {
      releaseRecords();
    }
  }

  private static boolean hasRemaining(ByteBuffer[] buffers, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i].hasRemaining()) {
        return true;
      }
    }
    return false;
  }
}
