package qio.spi.websocket;

import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.api.layer.FinalSend;
import qio.api.layer.LayerOutput;
import qio.api.layer.LowerChannel;
import qio.api.layer.TailSender;
import qio.spi.websocket.frame.CloseStatus;
import qio.spi.websocket.frame.Outbound;

/**
 * The sender's side of a connection: the writer's data, the answers to pings, our pings, the close
 * frame.
 *
 * <pre>
 *   HANDSHAKE --begin--&gt; OPEN --shut, or the peer has closed--&gt; CLOSED
 *   any --sending fails, or the reader has failed-----------&gt; FAILED   (writes fail, always alike)
 * </pre>
 *
 * <p>Everything is guarded by a lock, which is held for as long as it takes to make a frame and to
 * offer it to the channel below; never while waiting, but for {@link #end}, when nobody else is
 * left.
 */
final class WsWriting implements LayerOutput {

  private static final System.Logger LOG = System.getLogger(WsWriting.class.getName());

  /**
   * What our close frame says when only our writing ends. A peer of ours that reads this goes on
   * writing; every other takes it for a close like any other.
   */
  private static final CloseStatus END_OF_WRITING =
      new CloseStatus(CloseStatus.NORMAL, "end of writing, still reading");

  private static final CloseStatus END = new CloseStatus(CloseStatus.NORMAL, "");

  private final LowerChannel below;
  private final Runnable pendingChanged;
  private final ReentrantLock lock = new ReentrantLock();
  private final TailSender tail;

  // guarded by lock; the first is null before the handshake is done
  private @Nullable Outbound outbound;
  private @Nullable CloseStatus asked;

  /** Whether whoever wrote what cannot be sent knows of it. Guarded by lock. */
  private boolean lossTold;

  /** Whether a call waits for what it wrote to be sent, and learns its fate. Guarded by lock. */
  private boolean callWaits;

  /** Written under the lock; read without it too. */
  private volatile boolean shut;

  private volatile @Nullable CloseStatus peerClosed;
  private volatile @Nullable WsFailure failure;

  WsWriting(LowerChannel below, Runnable pendingChanged) {
    this.below = below;
    this.pendingChanged = pendingChanged;
    this.tail = new TailSender(below.channel(), lock, new Unsent());
  }

  /** Called when the handshake is done. */
  void begin(Outbound frames) {
    lock.lock();
    try {
      outbound = frames;
      CloseStatus early = asked;
      if (early != null) {
        frames.close(early);
        sendQuietly();
      }
    } finally {
      lock.unlock();
    }
  }

  private Outbound outbound() {
    return Objects.requireNonNull(outbound, "the handshake is over");
  }

  @Override
  public boolean isOver() {
    return shut || failure != null || peerClosed != null;
  }

  // ---- data ----

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length, boolean willWait)
      throws IOException {
    lock.lock();
    try {
      callWaits = false;
      checkOpen();
      if (!send()) {
        callWaits = willWait;
        return QioChannel.WOULD_BLOCK;
      }
      long taken = sendData(srcs, offset, length);
      sendOrLeave();
      return taken;
    } catch (CharConversionException e) {
      throw notText(e);
    } catch (IOException e) {
      throw told(e);
    } finally {
      lock.unlock();
    }
  }

  private CharConversionException notText(CharConversionException e) {
    var told = new CharConversionException(below.address() + ": " + e.getMessage());
    told.initCause(e);
    return told;
  }

  @Override
  public boolean isSent() throws IOException {
    lock.lock();
    try {
      if (outbound == null) {
        return below.sent().isSent();
      }
      boolean sent = send() && below.sent().isSent();
      callWaits = !sent;
      return sent;
    } catch (IOException e) {
      throw told(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void waitEnded(boolean byClose) {
    lock.lock();
    try {
      callWaits = byClose;
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() throws IOException {
    WsFailure why = failure;
    if (why != null) {
      throw why.exception();
    }
    if (shut) {
      throw new IOException(
          below.address()
              + ": writing was shut down here; data must be written before shutdown(WRITE)");
    }
    CloseStatus theirs = peerClosed;
    if (theirs != null) {
      throw new WebSocketClosedException(
          theirs.code(),
          theirs.reason(),
          below.address() + ": the peer has closed the WebSocket: " + theirs);
    }
  }

  /** The writer learns of a failure now, and need not hear of it again from close. */
  private IOException told(IOException why) {
    lossTold |= failure != null;
    return why;
  }

  private int sendData(ByteBuffer[] srcs, int offset, int length) throws IOException {
    try {
      return outbound().send(srcs, offset, length, below.sink());
    } catch (CharConversionException e) {
      throw e;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private boolean send() throws IOException {
    try {
      return outbound().send(below.sink());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** From now on nothing can be sent, for this reason; the first one stays. */
  private IOException failed(IOException why) {
    if (failure == null) {
      String what = below.address() + ": sending failed: " + why.getMessage();
      failure = new WsFailure(WsFailure.Kind.BELOW, what, why);
    }
    return why;
  }

  /** Sends what can be sent now, and sees to it that the rest follows. */
  private void sendOrLeave() throws IOException {
    if (!send()) {
      tail.takeOver();
    }
  }

  private void sendQuietly() {
    if (failure != null) {
      return;
    }
    try {
      sendOrLeave();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a frame was not sent; the next write tells why", e);
    }
  }

  /** What is left to be sent in the background. */
  private final class Unsent implements TailSender.Tail {

    @Override
    public boolean isLeft() {
      return outbound().hasUnsent();
    }

    @Override
    public boolean sendMore() {
      try {
        boolean left = !send();
        if (!left) {
          pendingChanged.run();
        }
        return left;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "unsent frames; the next write or close tells why", e);
        pendingChanged.run();
        return false;
      }
    }
  }

  // ---- what is not data ----

  /** Answers a ping; later, if there is no room now. */
  void pong(ByteBuffer payload) {
    lock.lock();
    try {
      if (!outbound().isClosed()) {
        outbound().pong(payload);
        sendQuietly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Asks the peer for a sign of life. */
  void ping() {
    lock.lock();
    try {
      if (outbound != null && !outbound.isClosed()) {
        outbound.ping();
        sendQuietly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The peer has sent its close frame: answers it, unless only its writing has ended. */
  void peerClosed(CloseStatus status) {
    lock.lock();
    try {
      if (status.equals(END_OF_WRITING)) {
        return;
      }
      peerClosed = status;
      outbound().close(new CloseStatus(status.code(), ""));
      sendQuietly();
    } finally {
      lock.unlock();
    }
    pendingChanged.run();
  }

  /**
   * The connection is broken: the peer is told if that is possible, and from now on writes fail.
   */
  void fail(WsFailure why, CloseStatus told) {
    lock.lock();
    try {
      outbound().close(told);
      sendQuietly();
      if (failure == null) {
        failure = why;
      }
    } finally {
      lock.unlock();
    }
    pendingChanged.run();
  }

  // ---- the end ----

  @Override
  public void shut(boolean readsOn) {
    lock.lock();
    try {
      if (shut) {
        return;
      }
      shut = true;
      CloseStatus status = readsOn ? END_OF_WRITING : END;
      asked = status;
      if (outbound != null) {
        outbound.close(status);
        sendQuietly();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isAllSent() {
    lock.lock();
    try {
      return failure == null
          ? outbound().isClosed() && !outbound().hasUnsent()
          : outbound().unsentData() == 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable WsFailure loss() {
    lock.lock();
    try {
      return outbound().unsentData() > 0 ? failure : null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isLossTold() {
    lock.lock();
    try {
      return lossTold;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nobody is inside any more. Sends what was accepted, and the close frame, for a limited time.
   *
   * @return whether our close frame has left
   */
  boolean end(Duration limit) throws IOException {
    tail.stop();
    lock.lock();
    try {
      Outbound frames = outbound;
      if (frames == null) {
        return false;
      }
      boolean cut = frames.isInCharacter();
      boolean sent = endEstablished(frames, limit);
      if (cut && !lossTold) {
        throw new IOException(
            below.address() + ": closed in the middle of a character; the last text is incomplete");
      }
      return sent;
    } finally {
      if (outbound != null) {
        outbound.release();
      }
      lock.unlock();
    }
  }

  private boolean endEstablished(Outbound frames, Duration limit) throws IOException {
    if (callWaits) {
      // Its caller knows that the rest was not sent, and a peer that takes nothing is not worth a
      // wait. No close frame either: the peer must not think that this was all.
      lossTold = true;
      sendAll(frames, Duration.ZERO);
      return false;
    }
    if (failure == null) {
      frames.close(END);
    }
    return sendAll(frames, limit);
  }

  private boolean sendAll(Outbound frames, Duration limit) throws IOException {
    return new FinalSend(below, new Rest(frames)).within(limit);
  }

  /** What is left at the end. */
  private final class Rest implements FinalSend.Rest {

    private final Outbound frames;

    Rest(Outbound frames) {
      this.frames = frames;
    }

    @Override
    public boolean send() throws IOException {
      return WsWriting.this.send();
    }

    @Override
    public long unsentData() {
      return frames.unsentData();
    }

    @Override
    public boolean isLossTold() {
      return lossTold;
    }
  }
}
