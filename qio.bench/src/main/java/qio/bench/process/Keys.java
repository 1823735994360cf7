package qio.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import qio.bench.TlsKeys;

/**
 * One P-256 certificate for everybody: as files for the relays, as a context for the load and the
 * target, which allow one suite of TLS 1.3 alone, so that nobody can agree on another.
 */
final class Keys {

  static final String[] PROTOCOLS = {"TLSv1.3"};
  static final String[] SUITES = {"TLS_AES_128_GCM_SHA256"};

  /** What the certificate is for. */
  static final String HOST = "localhost";

  private static final String ALIAS = "server";

  private final KeyStore store;
  private final SSLContext context;

  private Keys(KeyStore store, SSLContext context) {
    this.store = store;
    this.context = context;
  }

  static Keys make() throws IOException {
    KeyStore store = TlsKeys.ofCurve();
    try {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, TlsKeys.PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return new Keys(store, context);
    } catch (GeneralSecurityException e) {
      throw new IOException("the keys that were made cannot be used", e);
    }
  }

  SSLContext context() {
    return context;
  }

  /** Writes the files that {@link Site} names. */
  void write(Site site) throws IOException {
    try {
      String chain = pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
      char[] password = TlsKeys.PASSWORD.toCharArray();
      String key = pem("PRIVATE KEY", store.getKey(ALIAS, password).getEncoded());
      write(site.certificate(), chain);
      write(site.key(), key);
      write(site.both(), chain + key);
    } catch (GeneralSecurityException e) {
      throw new IOException("the keys that were made cannot be written", e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
      throw new IOException(file + " cannot be kept from others");
    }
  }

  private static String pem(String kind, byte[] encoded) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    String body = lines.encodeToString(encoded);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
