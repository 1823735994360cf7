package qio.spi.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.api.layer.FinalSend;
import qio.api.layer.LayerOutput;
import qio.api.layer.LowerChannel;
import qio.spi.tls.engine.Outbound;

/**
 * The sender's side of a connection: the writer's data, the reader's answers, alerts, the farewell.
 *
 * <pre>
 *   HANDSHAKE --begin--&gt; OPEN --shut, or the peer ends TLS 1.2--&gt; CLOSED
 *   any --sending fails, or the reader has failed--&gt; FAILED   (writes fail, always alike)
 * </pre>
 *
 * <p>Everything is guarded by {@code lock}, which is held for as long as it takes to encrypt five
 * records and to offer them to the channel below; never while waiting, but for {@link #end}, when
 * nobody else is left. The engine's own lock is taken inside it.
 */
final class TlsWriting implements LayerOutput {

  private static final System.Logger LOG = System.getLogger(TlsWriting.class.getName());

  private final LowerChannel below;
  private final Outbound outbound;
  private final ReentrantLock lock;
  private final TlsDiagnosis diagnosis;
  private final RecordSender sender;
  private final Runnable pendingChanged;

  // guarded by lock
  private boolean established;

  /** Whether the protocol lets one side end its writing alone. Guarded by lock. */
  private boolean sidesEndAlone;

  /** Whether whoever wrote what cannot be sent knows of it. Guarded by lock. */
  private boolean lossTold;

  /** Whether the farewell has left; known at the end. Guarded by lock. */
  private boolean farewellSent;

  /** Whether a call waits for what it wrote to be sent, and learns its fate. Guarded by lock. */
  private boolean callWaits;

  /** Written under the lock; read without it too. */
  private volatile boolean shut;

  TlsWriting(
      LowerChannel below,
      Outbound outbound,
      ReentrantLock lock,
      TlsDiagnosis diagnosis,
      Runnable pendingChanged) {
    this.below = below;
    this.outbound = outbound;
    this.lock = lock;
    this.diagnosis = diagnosis;
    this.pendingChanged = pendingChanged;
    this.sender = new RecordSender(below, outbound, lock, diagnosis, pendingChanged);
  }

  /**
   * Called when the handshake is done. A peer that is gone already, so that it takes neither our
   * last records nor a session ticket, may have left data to read: that is no failure of the
   * handshake.
   *
   * @param protocol the version that was agreed on
   */
  void begin(String protocol) throws SSLException {
    lock.lock();
    try {
      established = true;
      sidesEndAlone = protocol.equals("TLSv1.3");
      if (shut) {
        close();
      }
      sender.sendOrLeave();
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the last of the handshake was not sent", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isOver() {
    return shut || sender.failure() != null;
  }

  @Override
  public boolean isAllSent() {
    lock.lock();
    try {
      boolean left = sender.isLeft() || !outbound.isClosed();
      return sender.failure() == null ? !left : outbound.unsentData() == 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable TlsFailure loss() {
    lock.lock();
    try {
      return outbound.unsentData() > 0 ? sender.failure() : null;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return outbound.isClosed();
    } finally {
      lock.unlock();
    }
  }

  // ---- data ----

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length, boolean willWait)
      throws IOException {
    lock.lock();
    try {
      callWaits = false;
      checkOpen();
      if (outbound.isRipe() && !sender.send()) {
        callWaits = willWait;
        return QioChannel.WOULD_BLOCK;
      }
      long taken = outbound.wrap(srcs, offset, length);
      if (taken == 0) {
        checkOpen();
        checkBusy();
      }
      if (taken == 0 || outbound.isRipe()) {
        sender.sendOrLeave();
      }
      return taken == 0 ? QioChannel.WOULD_BLOCK : taken;
    } catch (SSLException e) {
      throw broken(e).exception();
    } catch (IOException e) {
      throw told(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gathers small writes into full records, or sends what was gathered. A hint is never an error:
   * what cannot be sent is told by the next write, or by close.
   */
  void cork(boolean enabled) {
    lock.lock();
    try {
      outbound.cork(enabled);
      goOn();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits for nothing but a chance: the engine may have taken no data for a while. */
  void goOn() {
    lock.lock();
    try {
      if (established && sender.failure() == null) {
        sender.sendOrLeave();
      }
    } catch (SSLException e) {
      fail(diagnosis.ofTls(e));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "what was held was not sent; the next write says why", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isSent() throws IOException {
    lock.lock();
    try {
      boolean sent = !outbound.isRipe() || (sender.send() && below.sent().isSent());
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
    TlsFailure why = sender.failure();
    if (why != null) {
      throw why.exception();
    }
    if (shut) {
      throw new IOException(
          below.address()
              + ": writing was shut down here; data must be written before shutdown(WRITE)");
    }
    if (outbound.isClosed()) {
      throw new IOException(
          below.address()
              + ": the peer has ended the connection, which "
              + (sidesEndAlone
                  ? "ends both directions for this engine; for the JDK's it would be one"
                  : "in TLS 1.2 ends both directions; with TLS 1.3 it would be one"));
    }
  }

  /** Whether the engine takes no data before its tasks have been run. */
  boolean wantsTasks() {
    lock.lock();
    try {
      return isTaskFirst();
    } finally {
      lock.unlock();
    }
  }

  private boolean isTaskFirst() {
    return outbound.status() == HandshakeStatus.NEED_TASK;
  }

  /** An engine that takes no data has something else to do first, or is of no use. */
  private void checkBusy() throws SSLException {
    if (!outbound.hasUnsent() && !isTaskFirst()) {
      throw new SSLException("the engine takes no data");
    }
  }

  /** The writer learns of a failure now, and need not hear of it again from close. */
  private IOException told(IOException failure) {
    lossTold |= sender.failure() != null;
    return failure;
  }

  private TlsFailure broken(SSLException why) {
    fail(diagnosis.ofTls(why));
    lossTold = true;
    TlsFailure first = sender.failure();
    return first == null ? diagnosis.ofTls(why) : first;
  }

  // ---- what is not data ----

  /** Sends what the engine has to say to a record of the peer; later, if there is no room now. */
  void answer() throws SSLException {
    lock.lock();
    try {
      if (!outbound.wrapControl()) {
        sender.owe();
      }
      sender.sendOrLeave();
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "an answer was not sent; the next write tells why", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The connection is broken: the alert is sent if that is possible, and from now on writes fail
   * for this reason.
   */
  void fail(TlsFailure why) {
    fail(why, outbound::wrapControl);
  }

  /**
   * The connection is ended because the peer wants another handshake: for that the engine has an
   * answer of its own, which must not be sent.
   */
  void refuse(TlsFailure why) {
    fail(why, outbound::close);
  }

  private void fail(TlsFailure why, RecordSender.Parting parting) {
    lock.lock();
    try {
      if (sender.failure() == null) {
        sender.sendParting(parting);
        sender.fail(why);
      }
    } finally {
      lock.unlock();
    }
    pendingChanged.run();
  }

  /** Gives up a connection whose peer is not wanted, as politely as an engine can. */
  void abandon() {
    lock.lock();
    try {
      sender.sendParting(outbound::close);
    } finally {
      lock.unlock();
    }
  }

  // ---- the end ----

  /** With TLS it makes no difference to a farewell whether reading goes on. */
  @Override
  public void shut(boolean readsOn) throws IOException {
    lock.lock();
    try {
      if (shut) {
        return;
      }
      shut = true;
      if (established && sender.failure() == null) {
        close();
        sender.sendOrLeave();
      }
    } finally {
      lock.unlock();
    }
  }

  private void close() throws SSLException {
    if (!outbound.isClosed() && !outbound.close()) {
      sender.owe();
    }
  }

  /** Nobody is inside any more. Sends what was accepted, and the farewell, for a limited time. */
  void end(Duration limit) throws IOException {
    sender.stopBackground();
    lock.lock();
    try {
      if (established) {
        endEstablished(limit);
      } else if (outbound.hasStarted()) {
        abandon();
      }
    } finally {
      farewellSent = established && isAllSent() && sender.failure() == null;
      outbound.release();
      lock.unlock();
    }
  }

  /** Whether the farewell has left; known when this was ended. */
  boolean hasSaidFarewell() {
    lock.lock();
    try {
      return farewellSent;
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

  private void endEstablished(Duration limit) throws IOException {
    if (callWaits) {
      // Its caller knows that the rest was not sent, and a peer that takes nothing is not worth a
      // wait. No farewell either: the peer must not think that this was all.
      lossTold = true;
      sendAll(Duration.ZERO);
      return;
    }
    if (sender.failure() == null) {
      outbound.cork(false); // also where the peer has ended both directions
      close();
    }
    sendAll(limit);
  }

  private void sendAll(Duration limit) throws IOException {
    new FinalSend(below, new Rest()).within(limit);
  }

  /** What is left at the end. */
  private final class Rest implements FinalSend.Rest {

    @Override
    public boolean send() throws IOException {
      boolean sent = sender.send();
      if (sent && outbound.holdsText()) {
        throw new IOException("the connection was over before what was held under a cork");
      }
      return sent;
    }

    @Override
    public long unsentData() {
      return outbound.unsentData();
    }

    @Override
    public boolean isLossTold() {
      return lossTold;
    }
  }
}
