package qio.spi.tls.credential;

import java.util.Arrays;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label what stands between {@code BEGIN} and the dashes
 * @param der the content
 * @param legacyEncryption whether it has the headers of OpenSSL's old encryption, so that the content is not DER
 */
record PemBlock(String label, byte[] der, boolean legacyEncryption) {

  boolean isCertificate() {
    return label.equals("CERTIFICATE")
        || label.equals("X509 CERTIFICATE")
        || label.equals("TRUSTED CERTIFICATE");
  }

  boolean isKey() {
    return label.endsWith("PRIVATE KEY");
  }

  void wipe() {
    Arrays.fill(der, (byte) 0);
  }

  /** Nothing of the content. */
  @Override
  public String toString() {
    return "PEM " + label;
  }
}
