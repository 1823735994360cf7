package qio.spi.tls.peer;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes whom another judge believes, if the subject is allowed too. Refused here, a peer gets an
 * alert; later an engine could only hang up.
 */
public final class AuthorizedPeers extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager judge;
  private final SubjectPatterns allowed;

  /**
   * Makes the stricter judge.
   *
   * @param judge the other one
   * @param allowed the subjects
   */
  public AuthorizedPeers(X509ExtendedTrustManager judge, SubjectPatterns allowed) {
    this.judge = judge;
    this.allowed = allowed;
  }

  private void authorize(X509Certificate[] chain) throws CertificateException {
    if (!allowed.allow(chain[0])) {
      throw new UnauthorizedSubjectException(SubjectPatterns.subjectOf(chain[0]));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType);
    authorize(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType);
    authorize(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, socket);
    authorize(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, socket);
    authorize(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, engine);
    authorize(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, engine);
    authorize(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
