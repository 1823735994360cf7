package qio.spi.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.TruncatedStreamException;
import qio.api.layer.ByteSource;
import qio.api.layer.LayerInput;
import qio.api.layer.LowerChannel;
import qio.spi.websocket.frame.CloseStatus;
import qio.spi.websocket.frame.FrameViolation;
import qio.spi.websocket.frame.Inbound;

/**
 * The reader's side of an established connection.
 *
 * <pre>
 *   OPEN --close frame, a good end----&gt; ENDED    reads answer EOF
 *        --close frame, another code--&gt; FAILED   reads fail, always in the same way
 *        --protocol broken------------&gt; FAILED
 *        --shut-----------------------&gt; SHUT     reads answer EOF, whatever comes
 * </pre>
 *
 * What came before is handed out first in each case but SHUT.
 *
 * <p>Everything is guarded by a lock, which is held for moments; {@link #begin} is called by the
 * handshake, {@link #awaitAnswer} and {@link #end} by close, when nobody else is left. The sender's
 * lock is taken inside this one.
 */
final class WsReading implements LayerInput {

  private static final System.Logger LOG = System.getLogger(WsReading.class.getName());

  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  /**
   * So many receives are dropped by a close that waits for the answer; more is not worth a wait.
   */
  private static final int MAX_DISCARDED_READS = 16;

  private final LowerChannel below;
  private final WsWriting writing;
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private @Nullable Inbound inbound;
  private @Nullable CloseStatus closed;

  /** The peer's close frame, until a read has met it: what came before may still be answered. */
  private @Nullable CloseStatus unanswered; // guarded by lock

  private boolean endedBelow;

  /**
   * Whether a reader waits in the channel below; until it is back nobody else may read there.
   * Guarded by lock.
   */
  private boolean lent;

  private boolean stopped;

  /** How often something was received. Guarded by lock. */
  private int receives;

  // written by the reader and by who shuts; read from any thread
  private volatile boolean shut;
  private volatile boolean ready;
  private volatile @Nullable WsFailure failure;

  WsReading(LowerChannel below, WsWriting writing) {
    this.below = below;
    this.writing = writing;
  }

  /** Called when the handshake is done: frames that came behind it may be here already. */
  void begin(Inbound frames) {
    lock.lock();
    try {
      inbound = frames;
      lookAhead();
    } finally {
      lock.unlock();
    }
  }

  private Inbound inbound() {
    return Objects.requireNonNull(inbound, "the handshake is over");
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

  /** Changes whenever something has been received. */
  int receives() {
    lock.lock();
    try {
      return receives;
    } finally {
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
    return !ready && !shut && !stopped && !endedBelow;
  }

  @Override
  public int receiveWaiting() throws IOException {
    ByteBuffer into;
    lock.lock();
    try {
      if (!isIdle() || lent) {
        return LowerChannel.WaitingSource.CANNOT_WAIT;
      }
      into = inbound().beginWaiting();
      lent = true;
    } finally {
      lock.unlock();
    }
    int n = 0;
    try {
      n = below.waitingSource().read(into);
      return n;
    } finally {
      lock.lock();
      try {
        lent = false;
        inbound().endReceive(into);
        receives += n > 0 ? 1 : 0;
        lookAhead();
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length, boolean relaxedEof)
      throws IOException {
    lock.lock();
    try {
      return receive(dsts, offset, length, relaxedEof);
    } finally {
      lookAhead();
      lock.unlock();
    }
  }

  private long receive(ByteBuffer[] dsts, int offset, int length, boolean relaxedEof)
      throws IOException {
    long got = 0;
    int end = offset + length;
    for (int at = offset; at < end; ) {
      ByteBuffer dst = dsts[at];
      if (!dst.hasRemaining()) {
        at++;
        continue;
      }
      int n = work(dst);
      got += n;
      if (n > 0) {
        continue;
      }
      if (got > 0) {
        return got;
      }
      if (isOver()) {
        return endOfStream();
      }
      if (endedBelow) {
        return endBelow(relaxedEof);
      }
      if (receiveBelow(dst) == ByteSource.NOTHING_NOW) {
        return QioChannel.WOULD_BLOCK;
      }
      got += inbound().delivered();
    }
    return got;
  }

  private int receiveBelow(ByteBuffer dst) throws IOException {
    try {
      int n = inbound().receive(below.source(), dst);
      endedBelow |= n == ByteSource.END;
      if (n > 0) {
        receives++;
      }
      return n;
    } catch (FrameViolation e) {
      fail(e);
      return 0;
    }
  }

  private boolean isOver() {
    return closed != null || failure != null;
  }

  private long endOfStream() throws IOException {
    answer();
    WsFailure why = failure;
    if (why != null) {
      throw why.exception();
    }
    return QioChannel.EOF;
  }

  /** The channel below has ended without a farewell. */
  private long endBelow(boolean relaxedEof) throws IOException {
    if (shut || (relaxedEof && !inbound().isCut())) {
      return QioChannel.EOF;
    }
    throw cut();
  }

  private TruncatedStreamException cut() {
    if (inbound().isCut()) {
      return new TruncatedStreamException(
          below.address()
              + ": the connection ended in the middle of a WebSocket message; data are missing."
              + " The peer or the network failed");
    }
    return new TruncatedStreamException(
        below.address()
            + ": the connection ended without a WebSocket close frame, so data may be missing. If"
            + " the peer is known to end so, accept it with relaxed-eof=on or"
            + " ReadFlag.RELAXED_EOF");
  }

  // ---- frames ----

  /** Works on what is held; answers how many bytes were delivered, 0 if that needs more. */
  private int work(ByteBuffer dst) {
    int before = dst.position();
    while (!isOver()) {
      try {
        switch (inbound().step(dst)) {
          case NEED_MORE -> {
            return 0;
          }
          case DATA -> {
            return dst.position() - before;
          }
          case PING -> writing.pong(inbound().control());
          case PONG -> {} // that it came is known
          case CLOSE -> closeReceived();
        }
      } catch (FrameViolation e) {
        fail(e);
        return dst.position() - before;
      }
    }
    return 0;
  }

  /** Sees to control frames that are held, and to whether data are. */
  private void lookAhead() {
    Inbound frames = inbound;
    if (frames == null) {
      return;
    }
    boolean data = false;
    try {
      while (!isOver() && !data) {
        Inbound.Step step = frames.step(NO_ROOM);
        if (step == Inbound.Step.NEED_MORE) {
          break;
        }
        data = step == Inbound.Step.DATA;
        react(step);
      }
    } catch (FrameViolation e) {
      fail(e);
    }
    frames.giveBackIfEmpty();
    ready = data || isOver();
  }

  private void react(Inbound.Step step) throws FrameViolation {
    if (step == Inbound.Step.PING) {
      writing.pong(inbound().control());
    } else if (step == Inbound.Step.CLOSE) {
      closeReceived();
    }
  }

  private void closeReceived() throws FrameViolation {
    CloseStatus status = CloseStatus.read(inbound().control());
    closed = status;
    if (!status.isGood()) {
      failure =
          new WsFailure(
              WsFailure.Kind.CLOSED_BY_PEER,
              below.address() + ": the peer has closed the WebSocket: " + status,
              status.code(),
              status.reason(),
              null);
    }
    unanswered = status;
  }

  /** Answers the peer's close frame, if it has come and was not answered. */
  void answerClose() {
    lock.lock();
    try {
      answer();
    } finally {
      lock.unlock();
    }
  }

  private void answer() {
    CloseStatus status = unanswered;
    if (status != null) {
      unanswered = null;
      writing.peerClosed(status);
    }
  }

  private void fail(FrameViolation violation) {
    String what = below.address() + ": WebSocket: the peer sent " + violation.getMessage();
    var why =
        new WsFailure(WsFailure.Kind.PROTOCOL, what, violation.code(), "", violation.getCause());
    failure = why;
    writing.fail(why, new CloseStatus(violation.code(), String.valueOf(violation.getMessage())));
  }

  // ---- the peer's silence ----

  /** Receives what is there if there is room for it, and sees to its control frames. */
  void look() {
    lock.lock();
    try {
      if (lent) {
        return; // the reader is told of what comes
      }
      if (!isOver() && !endedBelow && !stopped && inbound().hasRoom()) {
        receiveBelow(NO_ROOM);
        lookAhead();
      } else {
        receives++; // what nobody reads is no silence
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "what failed below fails for the next read too", e);
    } finally {
      lock.unlock();
    }
  }

  /** The peer has not answered; from now on everything fails. */
  void giveUp(Duration interval) {
    lock.lock();
    try {
      if (isOver()) {
        return;
      }
      String what =
          below.address()
              + ": the peer sent nothing for "
              + interval.toMillis()
              + " ms, and did not answer a ping in as long again (keep-alive)";
      var why = new WsFailure(WsFailure.Kind.TIMEOUT, what, null);
      failure = why;
      ready = true;
      writing.fail(why, new CloseStatus(CloseStatus.GOING_AWAY, "no answer to a ping"));
    } finally {
      lock.unlock();
    }
  }

  // ---- what nobody reads ----

  @Override
  public boolean dropSome() {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      if (lent) {
        return true; // the reader is being woken, and drops what it brings
      }
      drop();
      if (!isOver() && !endedBelow) {
        receiveBelow(NO_ROOM);
        drop();
      }
      answer();
      return !isOver() && !endedBelow;
    } catch (IOException e) {
      failure =
          new WsFailure(
              WsFailure.Kind.BELOW, below.address() + ": reading failed: " + e.getMessage(), e);
      return false;
    } finally {
      ready = isOver();
      lock.unlock();
    }
  }

  private void drop() {
    try {
      while (!isOver()) {
        Inbound.Step step = inbound().drop();
        if (step == Inbound.Step.NEED_MORE) {
          break;
        }
        react(step);
      }
    } catch (FrameViolation e) {
      fail(e);
    }
    inbound().giveBackIfEmpty();
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
      WsFailure why = failure;
      if (why != null) {
        return why.exception();
      }
      boolean cut = endedBelow && closed == null;
      return cut && (!relaxedEof || inbound().isCut()) ? cut() : null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isAtEnd() {
    lock.lock();
    try {
      return isOver() || endedBelow;
    } finally {
      lock.unlock();
    }
  }

  // ---- the end ----

  /**
   * Nobody is inside any more, and our close frame has left: waits for the peer's, and drops what
   * comes before it.
   */
  void awaitAnswer(Duration limit) {
    stopped = false; // the drain, which this was for, has ended
    long deadline = System.nanoTime() + limit.toNanos();
    int before = receives();
    try {
      while (receives() - before < MAX_DISCARDED_READS && dropSome()) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || !below.waiter().await(IoCondition.IN, left)) {
          return;
        }
      }
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the peer's close frame was not waited for", e);
    }
  }

  /**
   * Nobody is inside any more. Takes what is left to be read, since a socket closed on unread bytes
   * resets the connection.
   */
  void end() {
    Inbound frames = inbound;
    if (frames == null) {
      return;
    }
    lock.lock();
    try {
      stopped = false;
      for (int i = 0; i < MAX_DISCARDED_READS / 2; i++) {
        int before = receives;
        if (!dropSome() || receives == before) {
          break;
        }
      }
      frames.release();
    } finally {
      lock.unlock();
    }
  }
}
