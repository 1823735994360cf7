package qio.spi.tls.peer;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes the servers that another judge believes, if the OCSP answer that one has stapled to its
 * own certificate says that this is not revoked. Nobody is asked over the network: the runtime's
 * check of revocation is given the certificate with its answer, and no other.
 *
 * <p>An answer that is of no use (out of date, of another certificate, signed by nobody who may) is
 * refused though one that is missing may be accepted: it is the server that is at fault, or
 * somebody between.
 */
public final class StapledPeers extends X509ExtendedTrustManager {

  private static final List<byte[]> NO_ANSWER = List.of();

  private final X509ExtendedTrustManager judge;
  private final boolean isRequired;
  private final Set<X509Certificate> authorities;
  private final Set<TrustAnchor> anchors;

  /**
   * Makes the stricter judge.
   *
   * @param judge the other one, who knows the authorities
   * @param isRequired whether a server without an answer is refused
   */
  public StapledPeers(X509ExtendedTrustManager judge, boolean isRequired) {
    this.judge = judge;
    this.isRequired = isRequired;
    this.authorities = new HashSet<>(Arrays.asList(judge.getAcceptedIssuers()));
    this.anchors =
        authorities.stream().map(one -> new TrustAnchor(one, null)).collect(Collectors.toSet());
  }

  private void check(X509Certificate[] chain, List<byte[]> answers) throws CertificateException {
    X509Certificate own = chain[0];
    if (authorities.contains(own)) {
      return; // trusted as itself: there is nobody above who could revoke it
    }
    byte[] answer = answers.isEmpty() ? new byte[0] : answers.getFirst();
    if (answer.length > 0) {
      check(own, chain, answer);
    } else if (isRequired) {
      throw unanswered("the server has stapled no OCSP answer to it", null);
    }
  }

  private void check(X509Certificate own, X509Certificate[] chain, byte[] answer)
      throws CertificateException {
    try {
      PKIXBuilderParameters parameters = parameters(own, chain);
      CertPath path = CertPathBuilder.getInstance("PKIX").build(parameters).getCertPath();
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.NO_FALLBACK));
      checker.setOcspResponses(Map.of(own, answer));
      parameters.addCertPathChecker(checker);
      validator.validate(path, parameters);
    } catch (CertPathValidatorException e) {
      if (e.getReason() == BasicReason.REVOKED) {
        throw new CertificateException(e.getMessage(), e);
      }
      throw unanswered("the OCSP answer that the server has stapled is of no use: " + said(e), e);
    } catch (GeneralSecurityException e) {
      throw unanswered("the OCSP answer that the server has stapled cannot be checked", e);
    }
  }

  /** The judge has found a path already; what the runtime looks at here is the way up to it. */
  private PKIXBuilderParameters parameters(X509Certificate own, X509Certificate[] chain)
      throws GeneralSecurityException {
    var selector = new X509CertSelector();
    selector.setCertificate(own);
    var parameters = new PKIXBuilderParameters(anchors, selector);
    parameters.setRevocationEnabled(false);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
    return parameters;
  }

  private static String said(CertPathValidatorException e) {
    Throwable cause = e.getCause();
    return cause == null || cause.getMessage() == null
        ? String.valueOf(e.getMessage())
        : cause.getMessage();
  }

  /** The words stand in the innermost cause, which is what is told. */
  private static CertificateException unanswered(String why, @Nullable Exception suppressed) {
    var reason =
        new CertPathValidatorException(
            why, null, null, -1, BasicReason.UNDETERMINED_REVOCATION_STATUS);
    if (suppressed != null) {
      reason.addSuppressed(suppressed);
    }
    return new CertificateException(why, reason);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, engine);
    check(
        chain,
        engine.getHandshakeSession() instanceof ExtendedSSLSession session
            ? session.getStatusResponses()
            : NO_ANSWER);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, socket);
    check(chain, NO_ANSWER); // no socket of TLS comes here, only engines
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType);
    check(chain, NO_ANSWER);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
