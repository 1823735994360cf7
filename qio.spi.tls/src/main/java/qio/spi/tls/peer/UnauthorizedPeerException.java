package qio.spi.tls.peer;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate is good, but its owner is not allowed. */
public final class UnauthorizedPeerException extends CertificateException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports a peer, by all that it could be allowed by.
   *
   * @param certificate its own certificate
   */
  public UnauthorizedPeerException(X509Certificate certificate) {
    super(describe(certificate));
  }

  /**
   * Reports a peer that could not be decided on.
   *
   * @param certificate its own certificate
   * @param why what went wrong
   */
  public UnauthorizedPeerException(X509Certificate certificate, RuntimeException why) {
    super(describe(certificate) + ": deciding on it failed (" + why + ")", why);
  }

  private static String describe(X509Certificate certificate) {
    var names = AlternativeNames.of(certificate);
    return "the subject "
        + SubjectName.of(certificate.getSubjectX500Principal())
        + said(" with dns ", names.dns())
        + said(" with ip ", names.ip())
        + said(" with uri ", names.uri())
        + said(" with email ", names.email())
        + " and sha256:"
        + Fingerprint.of(certificate)
        + " is not allowed here";
  }

  private static String said(String what, List<String> names) {
    return names.isEmpty() ? "" : what + String.join(", ", names);
  }
}
