package qio.spi.tls.credential;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What one side proves itself with.
 *
 * @param chain its certificate and those up to its authority, its own first
 * @param key the private key that fits the first
 */
public record Credential(List<X509Certificate> chain, PrivateKey key) {

  /** Checks that there is a certificate. */
  public Credential {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a credential has a certificate");
    }
  }

  /**
   * The certificate that the key fits.
   *
   * @return the first of the chain
   */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Says who it is, and nothing of the key. */
  @Override
  public String toString() {
    return "credential[" + certificate().getSubjectX500Principal() + "]";
  }
}
