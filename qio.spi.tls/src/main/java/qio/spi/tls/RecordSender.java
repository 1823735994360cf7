package qio.spi.tls;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import qio.api.layer.LowerChannel;
import qio.api.layer.TailSender;
import qio.spi.tls.engine.Outbound;

/**
 * Brings the records of {@link Outbound} to the channel below. What that does not take at once is
 * left to whoever comes first: the next write, the same one if it may wait, the {@link TailSender},
 * or close.
 *
 * <p>Everything is guarded by the lock of the sender's side, which the caller holds.
 */
final class RecordSender implements TailSender.Tail {

  private static final System.Logger LOG = System.getLogger(RecordSender.class.getName());

  /** Answers that a peer may cause while it takes none of them. */
  private static final int MAX_OWED = 1024;

  private final LowerChannel below;
  private final Outbound outbound;
  private final TlsDiagnosis diagnosis;
  private final Runnable pendingChanged;
  private final TailSender tail;

  /** What the engine has to say and there was no room for yet. Guarded by the caller's lock. */
  private int owed;

  /** Written under the caller's lock; read without it too. */
  private volatile @Nullable TlsFailure failure;

  RecordSender(
      LowerChannel below,
      Outbound outbound,
      ReentrantLock lock,
      TlsDiagnosis diagnosis,
      Runnable pendingChanged) {
    this.below = below;
    this.outbound = outbound;
    this.diagnosis = diagnosis;
    this.pendingChanged = pendingChanged;
    this.tail = new TailSender(below.channel(), lock, this);
  }

  /** Why nothing can be sent any more; null while it can. May be called without the lock. */
  @Nullable TlsFailure failure() {
    return failure;
  }

  /** From now on nothing but what is there is sent, for this reason; the first one stays. */
  void fail(TlsFailure why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** Notes that the engine has something to say for which there was no room. */
  void owe() throws SSLException {
    if (++owed > MAX_OWED) {
      throw new SSLException("the peer asks for answers and does not take them");
    }
  }

  /** Sends what is there and what is owed; true if nothing is left. */
  boolean send() throws IOException {
    try {
      while (outbound.send(below.sink())) {
        if (owed == 0) {
          return true;
        }
        owed = 0;
        outbound.wrapControl();
      }
      return false;
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      fail(diagnosis.ofSending(e));
      throw e;
    }
  }

  /** Sends what can be sent now, and sees to it that the rest follows. */
  void sendOrLeave() throws IOException {
    if (!send()) {
      tail.takeOver();
    }
  }

  /** Makes some last records. */
  @FunctionalInterface
  interface Parting {
    /** False if there was no room. */
    boolean wrap() throws SSLException;
  }

  /** Sends the last records of a connection that ends for a reason of its own, if that goes. */
  void sendParting(Parting parting) {
    try {
      try {
        if (!parting.wrap()) {
          owe();
        }
      } finally {
        sendOrLeave(); // what was accepted before goes out, whatever the engine says of the end
      }
    } catch (IOException e) {
      // The connection ends for another reason, which is told; that the peer cannot be told is
      // none.
      LOG.log(System.Logger.Level.DEBUG, "the peer could not be told of the end", e);
    }
  }

  /** Ends what is done in the background. Called without the lock. */
  void stopBackground() {
    tail.stop();
  }

  @Override
  public boolean isLeft() {
    return outbound.hasUnsent() || outbound.holdsText() || owed > 0;
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
      LOG.log(System.Logger.Level.DEBUG, "unsent records; the next write or close tells why", e);
      pendingChanged.run();
      return false;
    }
  }
}
