package qio.spi.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Objects;

/**
 * A judge's refusal with what was found to be wrong. It passes through the engine, which chooses
 * its alert by the cause and by words of the message: so it keeps both.
 */
final class RefusedCertificateException extends CertificateException {

  private static final long serialVersionUID = 1L;

  private final PeerCertificateException.Fault fault;
  private final String detail;

  /**
   * Makes the refusal.
   *
   * @param fault what is wrong
   * @param detail which certificate, and in what way; for the end of a sentence
   * @param refusal what the judge said
   */
  RefusedCertificateException(
      PeerCertificateException.Fault fault, String detail, CertificateException refusal) {
    super(
        Objects.toString(refusal.getMessage(), detail),
        refusal.getCause() instanceof CertPathValidatorException reason ? reason : refusal);
    this.fault = fault;
    this.detail = detail;
  }

  PeerCertificateException.Fault fault() {
    return fault;
  }

  String detail() {
    return detail;
  }
}
