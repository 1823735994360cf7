package qio.spi.tls.peer;

import java.security.cert.CertificateException;

/** A certificate is good, but its subject is not allowed. */
public final class UnauthorizedSubjectException extends CertificateException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports a subject.
   *
   * @param subject the subject in certificate order
   */
  public UnauthorizedSubjectException(String subject) {
    super("the subject " + subject + " is not allowed here");
  }
}
