package qio.spi.tls.credential;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLKeyException;

/**
 * Whether a private key belongs to a certificate: what one has signed, the other accepts. Works for
 * any kind of key.
 */
final class KeyFit {

  private static final byte[] PROBE =
      "does this key fit this certificate?".getBytes(StandardCharsets.UTF_8);

  private KeyFit() {}

  static void check(
      String certShown, Optional<String> keyShown, List<X509Certificate> chain, PrivateKey key)
      throws SSLKeyException {
    if (fits(chain.getFirst(), key)) {
      return;
    }
    String where = keyShown.map(shown -> shown + ": the key").orElse(certShown + ": its key");
    for (X509Certificate other : chain.subList(1, chain.size())) {
      if (fits(other, key)) {
        throw new SSLKeyException(
            where
                + " fits the certificate of "
                + other.getSubjectX500Principal()
                + ", which is not the first in "
                + certShown
                + "; put it first");
      }
    }
    throw new SSLKeyException(
        where
            + " ("
            + key.getAlgorithm()
            + ") does not fit the certificate of "
            + chain.getFirst().getSubjectX500Principal()
            + " ("
            + chain.getFirst().getPublicKey().getAlgorithm()
            + ") in "
            + certShown
            + "; one of the two files is another one's");
  }

  private static boolean fits(X509Certificate certificate, PrivateKey key) {
    PublicKey other = certificate.getPublicKey();
    try {
      Signature signing = signature(key.getAlgorithm());
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signed = signing.sign();
      Signature checking = signature(key.getAlgorithm());
      checking.initVerify(other);
      checking.update(PROBE);
      return checking.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // a key of another algorithm, or another curve: it does not fit
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "RSASSA-PSS" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield pss;
      }
      default -> Signature.getInstance(algorithm);
    };
  }
}
