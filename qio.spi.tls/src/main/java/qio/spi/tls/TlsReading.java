package qio.spi.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.api.channel.TruncatedStreamException;
import qio.api.layer.ByteSource;
import qio.api.layer.LayerInput;
import qio.api.layer.LowerChannel;
import qio.spi.tls.engine.HandshakeMachine;
import qio.spi.tls.engine.Inbound;
import qio.spi.tls.engine.UnwrapStep;

/**
 * The reader's side of an established connection.
 *
 * <pre>
 *   OPEN --close_notify--&gt; ENDED      reads answer EOF
 *        --shut----------&gt; SHUT       reads answer EOF, whatever comes
 *        --bad record, alert--&gt; FAILED   reads fail, always in the same way
 * </pre>
 *
 * What was decrypted before is handed out first in each case but SHUT.
 *
 * <p>{@link #read} and {@link #dropSome} are guarded by a lock, which they hold for moments; {@link
 * #begin} by the handshake, which is over before those come, and {@link #end} by close, which comes
 * after them. The rest may be called from any thread. The sender's lock is taken inside this one.
 */
final class TlsReading implements LayerInput {

  private static final System.Logger LOG = System.getLogger(TlsReading.class.getName());

  private static final int MAX_DISCARDED_READS = 8;

  private final LowerChannel below;
  private final SSLEngine engine;
  private final Inbound inbound;
  private final TlsWriting writing;
  private final TlsDiagnosis diagnosis;

  private final ReentrantLock lock = new ReentrantLock();

  /**
   * Whether a handshake after the first one is legal protocol (TLS 1.3's messages in mid-stream) or
   * renegotiation.
   */
  private boolean renegotiable; // guarded by lock

  /** Whether the channel below has ended. Guarded by lock. */
  private boolean endedBelow;

  /** Whether nobody is to come any more. Guarded by lock. */
  private boolean stopped;

  /** Whether the engine can go on only when its tasks have been run. Guarded by lock. */
  private boolean computing;

  /**
   * Whether a reader waits in the channel below; until it is back nobody else may read there.
   * Guarded by lock.
   */
  private boolean lent;

  /** Whether nobody has been asked to run them yet. Written under the lock; read without it too. */
  private volatile boolean tasksWanted;

  // written by the reader and by who shuts; read from any thread
  private volatile boolean shut;
  private volatile boolean ready;
  private volatile @Nullable TlsFailure failure;

  TlsReading(
      LowerChannel below,
      SSLEngine engine,
      Inbound inbound,
      TlsWriting writing,
      TlsDiagnosis diagnosis) {
    this.below = below;
    this.engine = engine;
    this.inbound = inbound;
    this.writing = writing;
    this.diagnosis = diagnosis;
  }

  /** Called when the handshake is done: bytes that came behind it may be here already. */
  void begin() {
    inbound.forgetOpening();
    renegotiable = !"TLSv1.3".equals(engine.getSession().getProtocol());
    showReady();
  }

  @Override
  public void shut() {
    shut = true;
  }

  @Override
  public boolean isShut() {
    return shut;
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length, boolean relaxedEof)
      throws IOException {
    lock.lock();
    try {
      return receive(dsts, offset, length, relaxedEof);
    } finally {
      showReady();
      lock.unlock();
    }
  }

  @Override
  public boolean expectsNothing() throws IOException {
    lock.lock();
    try {
      return isIdle() && below.forecast().expectsNothing();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a read has nothing to go on with. */
  private boolean isIdle() {
    return !ready && !shut && !stopped && !endedBelow && !computing;
  }

  @Override
  public int receiveWaiting() throws IOException {
    ByteBuffer into;
    lock.lock();
    try {
      if (!isIdle() || lent) {
        return LowerChannel.WaitingSource.CANNOT_WAIT;
      }
      into = inbound.beginWaiting();
      lent = true;
    } finally {
      lock.unlock();
    }
    try {
      return below.waitingSource().read(into);
    } finally {
      lock.lock();
      try {
        lent = false;
        inbound.endReceive(into);
      } finally {
        showReady();
        lock.unlock();
      }
    }
  }

  private void showReady() {
    boolean unwraps = !computing && inbound.hasRecord();
    ready = inbound.hasPlain() || unwraps || inbound.isClosed() || failure != null;
  }

  private long receive(ByteBuffer[] dsts, int offset, int length, boolean relaxedEof)
      throws IOException {
    long got = inbound.drain(dsts, offset, length);
    for (; ; ) {
      if (inbound.hasPlain() || !hasRoom(dsts, offset, length)) {
        return got;
      }
      if (isOver()) {
        return got > 0 ? got : end(failure);
      }
      if (computing) {
        return got > 0 ? got : QioChannel.WOULD_BLOCK;
      }
      if (inbound.hasRecord() && unwrap(dsts, offset, length) != UnwrapStep.NEED_MORE) {
        got += inbound.delivered();
        continue;
      }
      if (got > 0) {
        return got;
      }
      int n = inbound.receive(below.source());
      if (n == ByteSource.NOTHING_NOW) {
        return QioChannel.WOULD_BLOCK;
      }
      if (n == ByteSource.END) {
        endedBelow = true;
        return endBelow(relaxedEof);
      }
    }
  }

  private boolean isOver() {
    return inbound.isClosed() || failure != null;
  }

  private static long end(@Nullable TlsFailure why) throws IOException {
    if (why != null) {
      throw why.exception();
    }
    return QioChannel.EOF;
  }

  /** The channel below has ended without a farewell. */
  private long endBelow(boolean relaxedEof) throws IOException {
    if (shut) {
      return QioChannel.EOF;
    }
    if (relaxedEof && !inbound.hasBytes()) {
      return QioChannel.EOF;
    }
    throw cut();
  }

  private TruncatedStreamException cut() {
    if (inbound.hasBytes()) {
      return new TruncatedStreamException(
          below.address()
              + ": the connection ended in the middle of a TLS record; data are missing. The peer"
              + " or the network failed");
    }
    return new TruncatedStreamException(
        below.address()
            + ": the connection ended without TLS close_notify, so data may be missing. If the peer"
            + " is known to end so, accept it with relaxed-eof=on or ReadFlag.RELAXED_EOF");
  }

  // ---- what nobody reads ----

  @Override
  public boolean dropSome() {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      inbound.dropPlain();
      if (lent) {
        return true; // the reader is being woken, and drops what it brings
      }
      if (computing) {
        return true; // later; what comes stays below
      }
      while (!isOver() && !computing && inbound.hasRecord() && drop() != UnwrapStep.NEED_MORE) {
        // all of what is held
      }
      if (!isOver() && !computing && !endedBelow) {
        endedBelow = inbound.receive(below.source()) == ByteSource.END;
      }
      while (!isOver() && !computing && inbound.hasRecord() && drop() != UnwrapStep.NEED_MORE) {
        // all of what has come
      }
      return !isOver() && (computing || !endedBelow);
    } catch (IOException e) {
      failure = diagnosis.failure(TlsFailure.Kind.BELOW, "reading failed: " + e.getMessage(), e);
      return false;
    } finally {
      showReady();
      lock.unlock();
    }
  }

  @Override
  public void stopDropping() {
    lock.lock();
    try {
      stopped = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable IOException badEnd(boolean relaxedEof) {
    lock.lock();
    try {
      TlsFailure why = failure;
      if (why != null) {
        return why.exception();
      }
      boolean cut = isAllTaken() && !inbound.isClosed();
      return cut && (!relaxedEof || inbound.hasBytes()) ? cut() : null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the peer has said that it sends no more. */
  boolean hasHeardFarewell() {
    lock.lock();
    try {
      return inbound.isClosed();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isAtEnd() {
    lock.lock();
    try {
      return isOver() || isAllTaken();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the channel below has ended, and no record of it is left to be looked at. */
  private boolean isAllTaken() {
    return endedBelow && !inbound.hasRecord();
  }

  // ---- one record ----

  private UnwrapStep drop() {
    try {
      UnwrapStep step = inbound.unwrapAndDrop();
      react(inbound.status());
      return step;
    } catch (SSLException | RuntimeException e) {
      return fail(e);
    }
  }

  /**
   * Unwraps a record. A failure is kept, to be told when what came before it has been handed out.
   */
  private UnwrapStep unwrap(ByteBuffer[] dsts, int offset, int length) {
    try {
      UnwrapStep step = inbound.unwrap(dsts, offset, length);
      react(inbound.status());
      return step;
    } catch (SSLException | RuntimeException e) {
      return fail(e);
    }
  }

  private UnwrapStep fail(Exception cause) {
    return fail(diagnosis.ofTls(cause), cause);
  }

  private UnwrapStep fail(TlsFailure why, Throwable cause) {
    failure = why;
    TlsRecorder.broken(below.address(), why);
    if (cause instanceof RenegotiationException) {
      writing.refuse(why);
    } else {
      writing.fail(why);
    }
    return UnwrapStep.CONTROL;
  }

  /** Does what the engine wants after a record: it may have an answer to it. */
  private void react(HandshakeStatus wanted) throws SSLException {
    if (wanted == HandshakeStatus.NOT_HANDSHAKING || wanted == HandshakeStatus.FINISHED) {
      return;
    }
    if (renegotiable && !inbound.isClosed() && !writing.isClosed()) {
      throw new RenegotiationException();
    }
    if (wanted == HandshakeStatus.NEED_TASK) {
      pause();
      return;
    }
    answer(inbound.isClosed() ? wanted : HandshakeStatus.NOT_HANDSHAKING);
  }

  /**
   * Sends what the engine has to say, unless the writer has done so meanwhile: wrapping nothing may
   * make an empty record.
   *
   * @param wanted what else may be believed; some engines tell only once that they answer a
   *     farewell
   */
  private void answer(HandshakeStatus wanted) throws SSLException {
    if (wanted == HandshakeStatus.NEED_WRAP
        || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      writing.answer();
    }
  }

  // ---- what the engine wants computed ----

  private void pause() {
    computing = true;
    tasksWanted = true;
  }

  /** The writer has learned that the engine wants its tasks run. */
  void wantTasks() {
    lock.lock();
    try {
      pause();
      showReady();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the engine's tasks are to be run; who is told so has to see to it. */
  boolean takeTasks() {
    if (!tasksWanted) {
      return false;
    }
    lock.lock();
    try {
      boolean mine = tasksWanted;
      tasksWanted = false;
      return mine;
    } finally {
      lock.unlock();
    }
  }

  /** Runs the tasks of the engine; without a lock, on a thread for which nobody waits. */
  void runTasks() {
    HandshakeMachine.runTasks(engine);
  }

  /**
   * The tasks were run, or could not be.
   *
   * @param why why not; null if they were
   */
  void goOn(@Nullable Throwable why) {
    lock.lock();
    try {
      computing = false;
      if (stopped && why != null) {
        return; // called off by close
      }
      if (why != null) {
        fail(diagnosis.ofTasks(why), why);
      } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        fail(new SSLException("the engine wants tasks to be run, and gives none"));
      } else {
        answer(HandshakeStatus.NOT_HANDSHAKING);
      }
    } catch (SSLException | RuntimeException e) {
      fail(e);
    } finally {
      showReady();
      lock.unlock();
    }
  }

  // ---- the end ----

  /**
   * Nobody is inside any more. Takes what is left to be read, since a socket closed on unread bytes
   * resets the connection.
   */
  void end() {
    try {
      int reads = 0;
      do {
        inbound.release();
      } while (++reads < MAX_DISCARDED_READS && inbound.receive(below.source()) > 0);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the rest could not be read, and nobody wants it", e);
    }
    inbound.release();
  }

  /** The peer wants what it must not have. */
  private static final class RenegotiationException extends SSLException {

    private static final long serialVersionUID = 1L;

    RenegotiationException() {
      super(
          "the peer asked to renegotiate, which is refused; it should make a new connection"
              + " instead");
    }
  }

  private static boolean hasRoom(ByteBuffer[] buffers, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i].hasRemaining()) {
        return true;
      }
    }
    return false;
  }
}
