package qio.spi.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import qio.spi.tls.peer.AlternativeNames;
import qio.spi.tls.peer.Fingerprint;
import qio.spi.tls.peer.PeerSubject;

/** A peer by its certificate, which was verified. Immutable. */
public final class TlsPeer {

  private final List<X509Certificate> certificates;
  private final AlternativeNames names;

  /**
   * A peer with these certificates.
   *
   * @param certificates its chain, its own first
   */
  TlsPeer(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
    this.names = AlternativeNames.of(this.certificates.getFirst());
  }

  /**
   * What the peer has shown.
   *
   * @return its own certificate first, then those who vouch for it
   */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /**
   * The peer's own certificate.
   *
   * @return the first of {@link #certificates()}
   */
  public X509Certificate certificate() {
    return certificates.getFirst();
  }

  /**
   * The subject as the option {@code authorize} compares it.
   *
   * @return the subject in the order of the certificate: {@code C=UK,CN=name}
   */
  public String subject() {
    return PeerSubject.of(certificate());
  }

  /**
   * The host names among the subject's alternative names.
   *
   * @return the names as they are written, wildcards included; empty if there are none
   */
  public List<String> dnsNames() {
    return names.dns();
  }

  /**
   * The numeric addresses among the subject's alternative names.
   *
   * @return the addresses; empty if there are none
   */
  public List<String> ipAddresses() {
    return names.ip();
  }

  /**
   * The URIs among the subject's alternative names.
   *
   * @return the URIs; empty if there are none
   */
  public List<String> uris() {
    return names.uri();
  }

  /**
   * The SPIFFE identity of a workload.
   *
   * @return the identity, such as {@code spiffe://example.org/web}; empty unless the certificate's
   *     only URI is one
   */
  public Optional<String> spiffeId() {
    return names.spiffeId();
  }

  /**
   * The fingerprint of the peer's own certificate.
   *
   * @return its SHA-256: 64 hexadecimal digits in lower case
   */
  public String sha256() {
    return Fingerprint.of(certificate());
  }

  /** Its subject. */
  @Override
  public String toString() {
    return subject();
  }
}
