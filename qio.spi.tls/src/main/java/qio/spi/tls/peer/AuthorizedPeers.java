package qio.spi.tls.peer;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes whom another judge believes, if somebody else allows them too. Refused here, a peer gets
 * an alert; later an engine could only hang up.
 */
public final class AuthorizedPeers extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager judge;
  private final Verdict verdict;

  /** Decides on a chain that the judge believes. */
  @FunctionalInterface
  public interface Verdict {
    /**
     * Decides.
     *
     * @param chain the peer's certificates, its own first
     * @throws CertificateException if it is not allowed
     */
    void check(X509Certificate[] chain) throws CertificateException;
  }

  /**
   * Makes the stricter judge.
   *
   * @param judge the other one
   * @param verdict decides on those whom the judge believes
   */
  public AuthorizedPeers(X509ExtendedTrustManager judge, Verdict verdict) {
    this.judge = judge;
    this.verdict = verdict;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType);
    verdict.check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType);
    verdict.check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, socket);
    verdict.check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, socket);
    verdict.check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, engine);
    verdict.check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, engine);
    verdict.check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
