package qio.spi.tls.credential;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The host names that a certificate is for, as its subjectAltName has them. */
final class DnsNames {

  private static final int DNS_NAME = 2;
  private static final String WILDCARD = "*.";

  private DnsNames() {}

  /**
   * The names in lower case, wildcards as they are. The common name is none of them (RFC 9525, 2):
   * clients do not look at it.
   */
  static Set<String> of(X509Certificate certificate) throws CertificateParsingException {
    Set<String> names = new LinkedHashSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(0) instanceof Integer kind
            && kind == DNS_NAME
            && alternative.get(1) instanceof String name) {
          names.add(normal(name));
        }
      }
    }
    return names;
  }

  /** A name as it is compared: in lower case, without the dot of the root. */
  static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** The one wildcard that a name can match: it stands for the first label, whole and alone. */
  static String wildcardOf(String name) {
    return WILDCARD + name.substring(name.indexOf('.') + 1);
  }
}
