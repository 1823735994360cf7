package qio.spi.tls.peer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * The SHA-256 of a certificate as it is encoded, by which one certificate and no other is meant.
 */
public final class Fingerprint {

  private Fingerprint() {}

  /**
   * The fingerprint of a certificate.
   *
   * @param certificate the certificate
   * @return 64 hexadecimal digits in lower case
   */
  public static String of(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(
          "a certificate that was read has bytes, and SHA-256 is everywhere", e);
    }
  }
}
