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
import qio.api.layer.ByteSource;
import qio.api.layer.LayerInput;
import qio.api.layer.LowerChannel;
import qio.spi.websocket.frame.CloseStatus;
import qio.spi.websocket.frame.FrameViolation;
import qio.spi.websocket.frame.Inbound;

/**
 * The reader's side of an established connection: brings bytes from below to the {@link
 * IncomingFrames}, and their payload to who reads.
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

  /** Null before the handshake is done. Guarded by lock. */
  private @Nullable IncomingFrames frames;

  /** Whether the channel below has ended. Guarded by lock. */
  private boolean endedBelow;

  /** Whether nobody is to come any more. Guarded by lock. */
  private boolean stopped;

  /**
   * Whether a reader waits in the channel below; until it is back nobody else may read there.
   * Guarded by lock.
   */
  private boolean lent;

  /** How often something was received. Guarded by lock. */
  private int receives;

  // written by the reader and by who shuts; read from any thread
  private volatile boolean shut;
  private volatile boolean ready;

  WsReading(LowerChannel below, WsWriting writing) {
    this.below = below;
    this.writing = writing;
  }

  /** Called when the handshake is done: frames that came behind it may be here already. */
  void begin(Inbound inbound) {
    lock.lock();
    try {
      frames = new IncomingFrames(below.address(), inbound, writing);
      lookAhead();
    } finally {
      lock.unlock();
    }
  }

  private IncomingFrames frames() {
    return Objects.requireNonNull(frames, "the handshake is over");
  }

  private void lookAhead() {
    ready = frames().lookAhead() || frames().isOver();
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

  // ---- what is read ----

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
      into = frames().inbound().beginWaiting();
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
        frames().inbound().endReceive(into);
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
      int n = frames().work(dst);
      got += n;
      if (n > 0) {
        continue;
      }
      if (got > 0) {
        return got;
      }
      if (frames().isOver()) {
        return endOfStream();
      }
      if (endedBelow) {
        return endBelow(relaxedEof);
      }
      if (receiveBelow(dst) == ByteSource.NOTHING_NOW) {
        return QioChannel.WOULD_BLOCK;
      }
      got += frames().inbound().delivered();
    }
    return got;
  }

  private int receiveBelow(ByteBuffer dst) throws IOException {
    try {
      int n = frames().inbound().receive(below.source(), dst);
      endedBelow |= n == ByteSource.END;
      if (n > 0) {
        receives++;
      }
      return n;
    } catch (FrameViolation e) {
      frames().fail(e);
      return 0;
    }
  }

  private long endOfStream() throws IOException {
    frames().answer();
    WsFailure why = frames().failure();
    if (why != null) {
      throw why.exception();
    }
    return QioChannel.EOF;
  }

  /** The channel below has ended without a farewell. */
  private long endBelow(boolean relaxedEof) throws IOException {
    if (shut || (relaxedEof && !frames().isCut())) {
      return QioChannel.EOF;
    }
    throw frames().cut();
  }

  // ---- the peer's silence ----

  /** Changes whenever something has been received. */
  int receives() {
    lock.lock();
    try {
      return receives;
    } finally {
      lock.unlock();
    }
  }

  /** Receives what is there if there is room for it, and sees to its control frames. */
  void look() {
    lock.lock();
    try {
      if (lent) {
        return; // the reader is told of what comes
      }
      if (isAtEnd() || stopped || !frames().inbound().hasRoom()) {
        receives++; // what nobody reads is no silence
        return;
      }
      receiveBelow(NO_ROOM);
      lookAhead();
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
      if (frames().isOver()) {
        return;
      }
      String what =
          below.address()
              + ": the peer sent nothing for "
              + interval.toMillis()
              + " ms, and did not answer a ping in as long again (keep-alive)";
      ready = true;
      frames()
          .breakOff(
              new WsFailure(WsFailure.Kind.TIMEOUT, what, null),
              new CloseStatus(CloseStatus.GOING_AWAY, "no answer to a ping"));
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
      frames().drop();
      if (!isAtEnd()) {
        receiveBelow(NO_ROOM);
        frames().drop();
      }
      frames().answer();
      return !isAtEnd();
    } catch (IOException e) {
      String what = below.address() + ": reading failed: " + e.getMessage();
      frames().breakOff(new WsFailure(WsFailure.Kind.BELOW, what, e));
      return false;
    } finally {
      ready = frames().isOver();
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
      WsFailure why = frames().failure();
      if (why != null) {
        return why.exception();
      }
      boolean cut = endedBelow && !frames().isOver();
      return cut && (!relaxedEof || frames().isCut()) ? frames().cut() : null;
    } finally {
      lock.unlock();
    }
  }

  /** What the peer's close frame says; null if none has come. */
  @Nullable CloseStatus peersFarewell() {
    lock.lock();
    try {
      return frames == null ? null : frames.closed();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isAtEnd() {
    lock.lock();
    try {
      return endedBelow || frames().isOver();
    } finally {
      lock.unlock();
    }
  }

  // ---- the end ----

  /** Answers the peer's close frame, if it has come and was not answered. */
  void answerClose() {
    lock.lock();
    try {
      if (frames != null) {
        frames.answer();
      }
    } finally {
      lock.unlock();
    }
  }

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
    lock.lock();
    try {
      IncomingFrames last = frames;
      if (last == null) {
        return;
      }
      stopped = false;
      for (int i = 0; i < MAX_DISCARDED_READS / 2; i++) {
        int before = receives;
        if (!dropSome() || receives == before) {
          break;
        }
      }
      last.inbound().release();
    } finally {
      lock.unlock();
    }
  }
}
