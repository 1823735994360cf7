package qio.spi.tls.peer;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Judges of certificates. */
public final class TrustManagers {

  private TrustManagers() {}

  /**
   * Trusts the authorities that the Java runtime does.
   *
   * @return the judge
   * @throws GeneralSecurityException if the runtime's authorities cannot be read
   */
  public static X509ExtendedTrustManager ofRuntime() throws GeneralSecurityException {
    return of((KeyStore) null);
  }

  /**
   * Trusts some authorities, and no others.
   *
   * @param authorities their certificates
   * @return the judge
   * @throws GeneralSecurityException if the runtime cannot use them
   */
  public static X509ExtendedTrustManager of(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      return of(store);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store could not be made", e);
    }
  }

  /**
   * Trusts some authorities, and nobody whom they have revoked.
   *
   * @param authorities their certificates
   * @param revocation how the revoked are found
   * @return the judge
   * @throws GeneralSecurityException if the runtime cannot use them
   */
  public static X509ExtendedTrustManager of(
      List<X509Certificate> authorities, Revocation revocation) throws GeneralSecurityException {
    Set<TrustAnchor> anchors =
        authorities.stream().map(one -> new TrustAnchor(one, null)).collect(Collectors.toSet());
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(revocation.parameters(anchors)));
    return extended(factory);
  }

  private static X509ExtendedTrustManager of(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return extended(factory);
  }

  private static X509ExtendedTrustManager extended(TrustManagerFactory factory)
      throws GeneralSecurityException {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("the runtime's PKIX trust manager does not check names");
  }
}
