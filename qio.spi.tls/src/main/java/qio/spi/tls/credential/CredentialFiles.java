package qio.spi.tls.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLKeyException;
import org.jspecify.annotations.Nullable;

/** Reads credentials and authorities from files. */
public final class CredentialFiles {

  private static final String CERT = "cert";
  private static final String KEY = "key";
  private static final int DER_SEQUENCE = 0x30;

  private final String certOption;
  private final String keyOption;

  /** For files that options of these names have led to. */
  CredentialFiles(String certOption, String keyOption) {
    this.certOption = certOption;
    this.keyOption = keyOption;
  }

  /**
   * Reads a certificate chain and its key.
   *
   * @param cert the file of the chain: PEM, or PKCS#12 with the key in it
   * @param key the file of the key, PEM; empty if it is in the other one
   * @param password of the key or of the PKCS#12 file; null if there is none
   * @return the credential, whose key fits its first certificate
   * @throws java.nio.file.NoSuchFileException if a file is missing
   * @throws java.nio.file.AccessDeniedException if a file may not be read
   * @throws SSLKeyException if a file does not hold what it should, or the password is wrong
   * @throws IOException if reading fails
   */
  public static Credential credential(Path cert, Optional<Path> key, @Nullable Secret password)
      throws IOException {
    return new CredentialFiles(CERT, KEY).read(cert, key, password);
  }

  /** Reads a chain and its key; the messages are in terms of the options of this object. */
  Credential read(Path cert, Optional<Path> key, @Nullable Secret password) throws IOException {
    byte[] bytes = FileBytes.read(certOption, cert);
    String shown = FileBytes.shown(certOption, cert);
    try {
      if (!PemFile.isPem(bytes) && bytes.length > 0 && bytes[0] == DER_SEQUENCE) {
        checkNoOtherKey(shown, key);
        return fromContainer(shown, bytes, password);
      }
      try (PemFile pem = PemFile.parse(shown, bytes)) {
        return fromPem(pem, key, password);
      }
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Reads certificates to trust.
   *
   * @param option the name of the option, for messages
   * @param file the file: PEM
   * @return the certificates, one at least
   * @throws java.nio.file.NoSuchFileException if the file is missing
   * @throws java.nio.file.AccessDeniedException if it may not be read
   * @throws SSLKeyException if it holds no certificate, or a damaged one
   * @throws IOException if reading fails
   */
  public static List<X509Certificate> certificates(String option, Path file) throws IOException {
    try (PemFile pem = PemFile.read(option, file)) {
      List<X509Certificate> found = pem.certificates();
      if (found.isEmpty()) {
        throw new SSLKeyException(
            pem.shown()
                + " holds no certificate but "
                + pem.contents()
                + "; name a file with certificates in PEM");
      }
      return found;
    }
  }

  /**
   * Reads lists of revoked certificates.
   *
   * @param option the name of the option, for messages
   * @param file the file: PEM, with one list or several, or one in DER
   * @return the lists, one at least
   * @throws java.nio.file.NoSuchFileException if the file is missing
   * @throws java.nio.file.AccessDeniedException if it may not be read
   * @throws SSLKeyException if it holds no list, or a damaged one
   * @throws IOException if reading fails
   */
  public static List<X509CRL> revocationLists(String option, Path file) throws IOException {
    byte[] bytes = FileBytes.read(option, file);
    String shown = FileBytes.shown(option, file);
    List<X509CRL> found = new ArrayList<>();
    if (!PemFile.isPem(bytes)) {
      found.add(revocationList(shown, bytes));
      return found;
    }
    try (PemFile pem = PemFile.parse(shown, bytes)) {
      for (PemBlock block : pem.revocationLists()) {
        found.add(revocationList(shown, block.der()));
      }
      if (found.isEmpty()) {
        throw new SSLKeyException(
            shown
                + " holds no list of revoked certificates (X509 CRL) but "
                + pem.contents()
                + "; name a file with one");
      }
      return found;
    }
  }

  private static X509CRL revocationList(String shown, byte[] der) throws SSLKeyException {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw PemFile.failure(
          shown + ": a list of revoked certificates in it is damaged: " + e.getMessage(), e);
    }
  }

  // ---- PEM ----

  private Credential fromPem(PemFile certs, Optional<Path> key, @Nullable Secret password)
      throws IOException {
    List<X509Certificate> chain = certs.certificates();
    if (chain.isEmpty()) {
      throw new SSLKeyException(
          certs.shown()
              + " holds no certificate but "
              + certs.contents()
              + "; name the file of the certificate");
    }
    PrivateKey secret;
    if (key.isPresent()) {
      try (PemFile keys = PemFile.read(keyOption, key.get())) {
        secret = onlyKey(keys, password);
      }
    } else {
      secret = onlyKey(certs, password);
    }
    KeyFit.check(certs.shown(), key.map(file -> FileBytes.shown(keyOption, file)), chain, secret);
    return new Credential(chain, secret);
  }

  private static PrivateKey onlyKey(PemFile file, @Nullable Secret password)
      throws SSLKeyException {
    List<PemBlock> keys = file.keys();
    if (keys.isEmpty()) {
      throw new SSLKeyException(
          file.shown()
              + " holds no private key but "
              + file.contents()
              + "; name the file of the key with key");
    }
    if (keys.size() > 1) {
      throw new SSLKeyException(
          file.shown()
              + " holds "
              + keys.size()
              + " private keys; leave only the one of the certificate in it");
    }
    return new PrivateKeyReader(file.shown(), password).read(keys.getFirst());
  }

  // ---- PKCS#12 ----

  private static void checkNoOtherKey(String shown, Optional<Path> key) throws SSLKeyException {
    if (key.isPresent()) {
      throw new SSLKeyException(
          shown
              + " is not PEM, and a PKCS#12 file has its key inside; leave out key, or name a PEM"
              + " file");
    }
  }

  private static Credential fromContainer(String shown, byte[] bytes, @Nullable Secret password)
      throws IOException {
    KeyStore store = open(shown, bytes, password);
    char[] characters = password == null ? new char[0] : password.characters();
    try {
      String alias = onlyAlias(shown, store);
      Key key = store.getKey(alias, characters);
      if (!(key instanceof PrivateKey secret)) {
        throw new SSLKeyException(
            shown + " holds a secret key, not a private one; name another file");
      }
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : store.getCertificateChain(alias)) {
        chain.add((X509Certificate) certificate);
      }
      KeyFit.check(shown, Optional.empty(), chain, secret);
      return new Credential(chain, secret);
    } catch (UnrecoverableKeyException e) {
      throw PemFile.failure(shown + ": its key cannot be decrypted; is key-password right?", e);
    } catch (GeneralSecurityException e) {
      throw PemFile.failure(shown + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore open(String shown, byte[] bytes, @Nullable Secret password)
      throws SSLKeyException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password == null ? null : password.characters());
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw PemFile.failure(
            shown
                + (password == null
                    ? " is encrypted; give its password with key-password"
                    : " cannot be decrypted; is key-password right?"),
            e);
      }
      throw PemFile.failure(shown + " is neither PEM nor PKCS#12, or it is damaged", e);
    } catch (GeneralSecurityException e) {
      throw PemFile.failure(shown + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static String onlyAlias(String shown, KeyStore store)
      throws GeneralSecurityException, SSLKeyException {
    List<String> found = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        found.add(alias);
      }
    }
    if (found.isEmpty()) {
      throw new SSLKeyException(
          shown
              + " holds no private key that can be read; is it the right file, and is key-password"
              + " given?");
    }
    if (found.size() > 1) {
      throw new SSLKeyException(
          shown
              + " holds "
              + found.size()
              + " private keys ("
              + String.join(", ", found)
              + "); make a file with one");
    }
    return found.getFirst();
  }
}
