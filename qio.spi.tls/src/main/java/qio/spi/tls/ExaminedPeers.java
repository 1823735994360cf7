package qio.spi.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;

/**
 * Believes whom another judge believes, and finds out about the others what is wrong with them: the
 * judge's own words are for those who know its code.
 */
final class ExaminedPeers extends X509ExtendedTrustManager {

  /** A question to the judge. */
  @FunctionalInterface
  private interface Question {
    void ask() throws CertificateException;
  }

  private final X509ExtendedTrustManager judge;

  ExaminedPeers(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  private static void examine(
      X509Certificate[] chain, LayerRole presenter, @Nullable SSLEngine engine, Question question)
      throws CertificateException {
    try {
      question.ask();
    } catch (CertificateException e) {
      String name = engine == null ? null : engine.getPeerHost();
      throw new CertificateExamination(chain, presenter, name).explain(e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    examine(chain, LayerRole.CLIENT, null, () -> judge.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    examine(chain, LayerRole.SERVER, null, () -> judge.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    examine(chain, LayerRole.CLIENT, null, () -> judge.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    examine(chain, LayerRole.SERVER, null, () -> judge.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    examine(
        chain, LayerRole.CLIENT, engine, () -> judge.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    examine(
        chain, LayerRole.SERVER, engine, () -> judge.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
