package qio.spi.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.spi.tls.engine.Outbound;

/**
 * The sender's side of a connection: the writer's data, the reader's answers, alerts, the farewell;
 * and the records that the channel below has not taken yet.
 *
 * <pre>
 *   HANDSHAKE --begin--&gt; OPEN --shut, or the peer ends TLS 1.2--&gt; CLOSED
 *   any --sending fails, or the reader has failed--&gt; FAILED   (writes fail, always in the same way)
 * </pre>
 *
 * <p>What the channel below does not take at once is left to whoever comes first: the next write,
 * the same one if it may wait, the {@link TailSender}, or close.
 *
 * <p>Everything is guarded by {@code lock}, which is held for as long as it takes to encrypt four
 * records and to offer them to the channel below; never while waiting, but for {@link #end}, when
 * nobody else is left. The engine's own lock is taken inside it.
 */
final class TlsWriting implements TailSender.Tail {

  private static final System.Logger LOG = System.getLogger(TlsWriting.class.getName());

  /** Answers that a peer may cause while it takes none of them. */
  private static final int MAX_OWED_ANSWERS = 1024;

  private final Below below;
  private final Outbound outbound;
  private final ReentrantLock lock;
  private final TlsDiagnosis diagnosis;
  private final Runnable pendingChanged;
  private final TailSender tail;

  // guarded by lock
  private boolean established;
  private int owedAnswers;
  private boolean lossTold;

  /**
   * A call waits for what it wrote to be sent: its caller learns of the end, whichever it is.
   * Guarded by lock.
   */
  private boolean callWaits;

  // written under the lock; read without it too
  private volatile boolean shut;
  private volatile @Nullable TlsFailure failure;

  TlsWriting(
      QioChannel channelBelow,
      Below below,
      Outbound outbound,
      ReentrantLock lock,
      TlsDiagnosis diagnosis,
      Runnable pendingChanged) {
    this.below = below;
    this.outbound = outbound;
    this.lock = lock;
    this.diagnosis = diagnosis;
    this.pendingChanged = pendingChanged;
    this.tail = new TailSender(channelBelow, lock, this);
  }

  /** Called when the handshake is done. */
  void begin() throws IOException {
    lock.lock();
    try {
      established = true;
      if (shut) {
        close();
      }
      sendOrLeave();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a write would answer at once, with an exception. */
  boolean isOver() {
    return shut || failure != null;
  }

  boolean isClosed() {
    lock.lock();
    try {
      return outbound.isClosed();
    } finally {
      lock.unlock();
    }
  }

  // ---- data
  // --------------------------------------------------------------------------------------------------------

  /**
   * Takes data.
   *
   * @param willWait whether the caller will wait if nothing can be taken
   */
  long write(ByteBuffer[] srcs, int offset, int length, boolean willWait) throws IOException {
    lock.lock();
    try {
      checkOpen();
      callWaits = false;
      if (!send()) {
        callWaits = willWait;
        return QioChannel.WOULD_BLOCK;
      }
      long taken = outbound.wrap(srcs, offset, length);
      if (taken == 0) {
        checkOpen();
        checkBusy();
      }
      sendOrLeave();
      return taken == 0 ? QioChannel.WOULD_BLOCK : taken;
    } catch (SSLException e) {
      lossTold = true;
      throw broken(e).exception();
    } catch (IOException e) {
      lossTold = true;
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() throws IOException {
    TlsFailure why = failure;
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
              + ": the peer has ended the connection, which in TLS 1.2 ends both directions; with"
              + " TLS 1.3 it would be one");
    }
  }

  /** An engine that takes no data has something of its own to send first, or is of no use. */
  private void checkBusy() throws SSLException {
    if (!outbound.hasUnsent()) {
      throw new SSLException("the engine takes no data");
    }
  }

  private TlsFailure broken(SSLException why) {
    TlsFailure first = failure;
    if (first != null) {
      return first;
    }
    TlsFailure made = diagnosis.ofTls(why);
    fail(made);
    return made;
  }

  // ---- what is not data
  // --------------------------------------------------------------------------------------------

  /**
   * Sends what the engine has to say to a record of the peer; later, if there is no room for it
   * now.
   */
  void answer() throws SSLException {
    lock.lock();
    try {
      if (!outbound.wrapControl() && ++owedAnswers > MAX_OWED_ANSWERS) {
        throw new SSLException("the peer asks for answers and does not take them");
      }
      sendOrLeave();
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
    lock.lock();
    try {
      if (failure == null) {
        sendParting(outbound::wrapControl);
        failure = why;
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
      sendParting(outbound::close);
    } finally {
      lock.unlock();
    }
  }

  /** Makes the last records. */
  @FunctionalInterface
  private interface Parting {
    boolean wrap() throws SSLException;
  }

  private void sendParting(Parting parting) {
    try {
      parting.wrap();
      sendOrLeave();
    } catch (IOException e) {
      // The connection ends for another reason, which is told; that the peer cannot be told is no
      // other.
      LOG.log(System.Logger.Level.DEBUG, "the peer could not be told of the end", e);
    }
  }

  // ---- records
  // -----------------------------------------------------------------------------------------------------

  /** Sends what is there and what is owed; true if nothing is left. */
  private boolean send() throws IOException {
    try {
      while (outbound.send(below.sink())) {
        if (owedAnswers == 0) {
          return true;
        }
        owedAnswers = 0;
        outbound.wrapControl();
      }
      return false;
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      if (failure == null) {
        failure = diagnosis.ofSending(e);
      }
      throw e;
    }
  }

  private void sendOrLeave() throws IOException {
    if (!send()) {
      tail.takeOver();
    }
  }

  /** Tries again to send what is left; true if nothing is. */
  boolean isSent() throws IOException {
    lock.lock();
    try {
      boolean sent = send() && below.sent().isSent();
      callWaits = !sent;
      return sent;
    } catch (IOException e) {
      lossTold = true;
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A call has stopped waiting.
   *
   * @param byClose whether it was woken by close, so that its caller learns that it was cut short;
   *     interrupted, its bytes count as taken, and are for close to look after
   */
  void waitEnded(boolean byClose) {
    lock.lock();
    try {
      callWaits = byClose;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isLeft() {
    return outbound.hasUnsent();
  }

  @Override
  public boolean sendMore() {
    try {
      return !send();
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "records could not be sent; the next write or close tells why",
          e);
      pendingChanged.run();
      return false;
    }
  }

  // ---- the end
  // -----------------------------------------------------------------------------------------------------

  /** Ends the writing: farewell now, or when the handshake is done. */
  void shut() throws IOException {
    lock.lock();
    try {
      if (shut) {
        return;
      }
      shut = true;
      if (established && failure == null) {
        close();
        sendOrLeave();
      }
    } finally {
      lock.unlock();
    }
  }

  private void close() throws SSLException {
    if (!outbound.isClosed() && !outbound.close()) {
      owedAnswers++;
    }
  }

  /** Nobody is inside any more. Sends what was accepted, and the farewell, for a limited time. */
  void end(Duration limit) throws IOException {
    tail.stop();
    lock.lock();
    try {
      if (established) {
        endEstablished(limit);
      } else if (outbound.hasStarted()) {
        abandon();
      }
    } finally {
      outbound.release();
      lock.unlock();
    }
  }

  /** Whether whoever wrote what was not sent knows of it already, so that close has no news. */
  boolean isLossTold() {
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
      // wait; nor may it
      // be told that this was all.
      lossTold = true;
      sendAll(System.nanoTime(), limit);
      return;
    }
    if (failure == null) {
      close();
    }
    sendAll(System.nanoTime() + limit.toNanos(), limit);
  }

  private void sendAll(long deadline, Duration limit) throws IOException {
    IOException why = null;
    try {
      while (!send()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          why =
              new IOException(
                  "the peer took nothing for " + limit.toMillis() + " ms (close-timeout)");
          break;
        }
        below.waiter().await(IoCondition.OUT, left);
      }
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
      why = e;
    } catch (IOException e) {
      why = e;
    }
    if (why == null) {
      return;
    }
    if (outbound.unsentData() == 0 || lossTold) {
      // All that was written is sent, or its writer knows; that the peer does not hear our farewell
      // is no loss.
      LOG.log(System.Logger.Level.DEBUG, "close_notify was not sent", why);
      return;
    }
    throw new IOException(
        below.address()
            + ": closed before the last "
            + outbound.unsentData()
            + " written bytes (or less) were sent: "
            + why.getMessage(),
        why);
  }
}
