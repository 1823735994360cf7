package qio.spi.tls;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many handshakes were done, and how many of them took up an earlier session, which is what the
 * cache of sessions is for: in all, and for each certificate that this side has shown.
 *
 * <p>Every TLS channel tells those of its layer, which is all that one address, one target or one
 * listener has made:
 *
 * <pre>
 *   channel.facts(TlsStatistics.class).map(TlsStatistics::total)
 * </pre>
 *
 * <p>A program that wants them without a channel, or of several layers together, makes them and
 * gives them with {@link TlsOptions#STATISTICS}. They go on when certificates are renewed. A
 * handshake is counted before the channel is ready for data; one that fails is not.
 *
 * <p>All methods may be called from any thread.
 */
public final class TlsStatistics {

  /** A server with renewed certificates meets new ones for ever. */
  private static final int MAX_CERTIFICATES = 1024;

  private final ReentrantLock lock = new ReentrantLock();

  private Count total = Count.NONE; // guarded by lock

  /** Those that were shown longest ago come first. Guarded by lock. */
  private final LinkedHashMap<X509Certificate, Count> byCertificate =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Starts to count. */
  public TlsStatistics() {}

  /**
   * Numbers of handshakes that were done.
   *
   * @param full those in which keys were agreed on anew and certificates were shown
   * @param resumed those that took up an earlier session
   */
  public record Count(long full, long resumed) {

    static final Count NONE = new Count(0, 0);

    /**
     * The share of those that took up a session.
     *
     * @return between 0 and 1; 0 if there was none at all
     */
    public double resumedShare() {
      return resumed == 0 ? 0 : (double) resumed / (full + resumed);
    }

    private Count and(boolean isResumed) {
      return isResumed ? new Count(full, resumed + 1) : new Count(full + 1, resumed);
    }
  }

  void count(TlsSession session) {
    List<X509Certificate> own = session.localCertificates();
    boolean isResumed = session.isResumed();
    lock.lock();
    try {
      total = total.and(isResumed);
      if (!own.isEmpty()) {
        byCertificate.merge(
            own.getFirst(), Count.NONE.and(isResumed), (old, _) -> old.and(isResumed));
        if (byCertificate.size() > MAX_CERTIFICATES) {
          byCertificate.pollFirstEntry();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * All of them.
   *
   * @return the numbers as of now
   */
  public Count total() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Those in which this side has shown a certificate, and those that took up a session in which it
   * had. A client that has none is counted in {@link #total} alone. Of very many certificates those
   * that were not used for longest are forgotten here.
   *
   * @return the numbers as of now, by the certificate, in no order
   */
  public Map<X509Certificate, Count> byCertificate() {
    lock.lock();
    try {
      return Map.copyOf(byCertificate);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says for logs how many of each there were.
   *
   * @return a line of text, whose form may change
   */
  @Override
  public String toString() {
    Count now = total();
    return now.full() + " full and " + now.resumed() + " resumed handshakes";
  }
}
