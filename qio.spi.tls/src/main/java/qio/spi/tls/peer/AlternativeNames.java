package qio.spi.tls.peer;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A subject's alternative names (RFC 5280, 4.2.1.6), of the kinds that are text.
 *
 * @param dns host names
 * @param ip numeric addresses
 * @param uri URIs
 * @param email mailboxes
 */
public record AlternativeNames(
    List<String> dns, List<String> ip, List<String> uri, List<String> email) {

  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  private static final String SPIFFE = "spiffe://";

  /** Keeps copies. */
  public AlternativeNames {
    dns = List.copyOf(dns);
    ip = List.copyOf(ip);
    uri = List.copyOf(uri);
    email = List.copyOf(email);
  }

  /**
   * The names of a certificate.
   *
   * @param certificate the certificate
   * @return its names; none if they are damaged, so that nobody is allowed by them
   */
  public static AlternativeNames of(X509Certificate certificate) {
    return new AlternativeNames(
        named(certificate, DNS),
        named(certificate, IP),
        named(certificate, URI),
        named(certificate, EMAIL));
  }

  private static List<String> named(X509Certificate certificate, int kind) {
    List<String> found = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all == null) {
        return List.of();
      }
      for (List<?> each : all) {
        if (each.get(0) instanceof Integer number
            && number == kind
            && each.get(1) instanceof String name) {
          found.add(name);
        }
      }
      return found;
    } catch (CertificateParsingException e) {
      return List.of(); // what cannot be read allows nobody
    }
  }

  /**
   * The SPIFFE identity: a certificate has one if its only URI is one.
   *
   * @return the identity, such as {@code spiffe://example.org/web}
   */
  public Optional<String> spiffeId() {
    return uri.size() == 1 && uri.getFirst().startsWith(SPIFFE)
        ? Optional.of(uri.getFirst())
        : Optional.empty();
  }
}
