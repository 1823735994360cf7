package qio.spi.tls.credential;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLKeyException;

/**
 * Finds, before anybody connects, what every peer would refuse later and explain badly: dates, and
 * what a certificate may be used for (RFC 5280, 4.2.1).
 */
public final class CertificateChecks {

  /** What a certificate is used for. */
  public enum Purpose {
    /** A server proves itself with it. */
    SERVER("1.3.6.1.5.5.7.3.1", "serverAuth"),
    /** A client proves itself with it. */
    CLIENT("1.3.6.1.5.5.7.3.2", "clientAuth");

    private final String objectId;
    private final String usage;

    Purpose(String objectId, String usage) {
      this.objectId = objectId;
      this.usage = usage;
    }
  }

  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_CERT_SIGN = 5;

  private CertificateChecks() {}

  /**
   * Checks a credential of our own.
   *
   * @param shown the option and file, for messages
   * @param chain the chain
   * @param purpose what it is for
   * @throws SSLKeyException if a peer would have to refuse it
   */
  public static void own(String shown, List<X509Certificate> chain, Purpose purpose)
      throws SSLKeyException {
    for (X509Certificate certificate : chain) {
      dates(shown, certificate);
    }
    usage(shown, chain.getFirst(), purpose);
  }

  /**
   * Checks certificates that are trusted as authorities; one that is none is trusted as itself, and
   * only its dates count.
   *
   * @param shown the option and file, for messages
   * @param trusted the certificates
   * @throws SSLKeyException if one can vouch for nobody
   */
  public static void authorities(String shown, List<X509Certificate> trusted)
      throws SSLKeyException {
    for (X509Certificate certificate : trusted) {
      dates(shown, certificate);
      boolean[] usage = certificate.getKeyUsage();
      if (certificate.getBasicConstraints() >= 0 && usage != null && !usage[KEY_CERT_SIGN]) {
        throw new SSLKeyException(
            shown
                + ": the authority "
                + name(certificate)
                + " may not sign certificates (keyUsage without keyCertSign)");
      }
    }
  }

  private static void dates(String shown, X509Certificate certificate) throws SSLKeyException {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException e) {
      throw PemFile.failure(
          shown
              + ": the certificate of "
              + name(certificate)
              + " expired at "
              + certificate.getNotAfter().toInstant()
              + "; renew it",
          e);
    } catch (CertificateNotYetValidException e) {
      throw PemFile.failure(
          shown
              + ": the certificate of "
              + name(certificate)
              + " is valid only from "
              + certificate.getNotBefore().toInstant()
              + " on; is this machine's clock right?",
          e);
    }
  }

  /**
   * Whether a certificate is for a purpose, by its keyUsage and extendedKeyUsage.
   *
   * @param certificate the certificate
   * @param purpose what it is shown for
   * @return false if one of the two forbids it, or is damaged
   */
  public static boolean suits(X509Certificate certificate, Purpose purpose) {
    try {
      boolean[] usage = certificate.getKeyUsage();
      return hasPurpose(certificate, purpose) && (usage == null || usage[DIGITAL_SIGNATURE]);
    } catch (CertificateParsingException e) {
      return false; // what cannot be read allows nothing
    }
  }

  private static boolean hasPurpose(X509Certificate certificate, Purpose purpose)
      throws CertificateParsingException {
    List<String> extended = certificate.getExtendedKeyUsage();
    return extended == null
        || extended.contains(purpose.objectId)
        || extended.contains(ANY_PURPOSE);
  }

  private static void usage(String shown, X509Certificate certificate, Purpose purpose)
      throws SSLKeyException {
    try {
      if (!hasPurpose(certificate, purpose)) {
        throw new SSLKeyException(
            shown
                + ": the certificate of "
                + name(certificate)
                + " is not for this use (extendedKeyUsage without "
                + purpose.usage
                + "); take another one");
      }
    } catch (CertificateParsingException e) {
      throw PemFile.failure(shown + ": the certificate of " + name(certificate) + " is damaged", e);
    }
    boolean[] usage = certificate.getKeyUsage();
    boolean critical = certificate.getCriticalExtensionOIDs().contains("2.5.29.15");
    if (usage != null && critical && !usage[DIGITAL_SIGNATURE] && !usage[KEY_ENCIPHERMENT]) {
      throw new SSLKeyException(
          shown
              + ": the certificate of "
              + name(certificate)
              + " may not be used in TLS (keyUsage without digitalSignature); take another one");
    }
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
