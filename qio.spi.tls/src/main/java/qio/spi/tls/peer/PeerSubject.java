package qio.spi.tls.peer;

import java.security.cert.X509Certificate;

/** The subject of a peer, as patterns are compared with it. */
public final class PeerSubject {

  private PeerSubject() {}

  /**
   * A certificate's subject.
   *
   * @param certificate the certificate
   * @return the subject in the order of the certificate
   */
  public static String of(X509Certificate certificate) {
    return SubjectName.of(certificate.getSubjectX500Principal());
  }
}
