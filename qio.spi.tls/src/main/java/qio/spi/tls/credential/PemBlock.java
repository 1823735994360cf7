package qio.spi.tls.credential;

import java.util.Arrays;

/** One block of a PEM file (RFC 7468). */
final class PemBlock {

  private final String label;
  private final byte[] der;
  private final boolean legacyEncryption;

  /**
   * Makes a block.
   *
   * @param label what stands between {@code BEGIN} and the dashes
   * @param der the content, owned by the block from now on
   * @param legacyEncryption whether it has the headers of OpenSSL's old encryption, so that the
   *     content is not DER
   */
  PemBlock(String label, byte[] der, boolean legacyEncryption) {
    this.label = label;
    this.der = der;
    this.legacyEncryption = legacyEncryption;
  }

  String label() {
    return label;
  }

  /** The content itself: wiped when the block is. */
  byte[] der() {
    return der;
  }

  boolean legacyEncryption() {
    return legacyEncryption;
  }

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
