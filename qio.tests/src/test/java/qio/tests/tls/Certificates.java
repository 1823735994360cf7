package qio.tests.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * An authority, a server ({@code localhost}, {@code 127.0.0.1}) and a client in PEM files, made
 * once.
 *
 * @param ca the authority's certificate
 * @param cert the server's certificate
 * @param key the server's key
 * @param clientCert the client's certificate
 * @param clientKey the client's key
 */
public record Certificates(Path ca, Path cert, Path key, Path clientCert, Path clientKey) {

  /** The same for every test of this JVM. */
  public static final Certificates SHARED = make(Instant.now().plus(Duration.ofDays(2)));

  private record Authority(X500Name name, KeyPair keys) {}

  private static final class Serial {
    private static long last = System.nanoTime();

    static synchronized BigInteger next() {
      return BigInteger.valueOf(++last);
    }
  }

  /** Others of the same names, by another authority. */
  static Certificates foreign() {
    return make(Instant.now().plus(Duration.ofDays(2)));
  }

  /** Those whose time is over. */
  static Certificates expired() {
    return make(Instant.now().minus(Duration.ofMinutes(1)));
  }

  private static Certificates make(Instant end) {
    try {
      Path dir = Files.createTempDirectory("qio-tests-tls");
      dir.toFile().deleteOnExit();
      var authority = new Authority(new X500Name("CN=QIO test authority"), keys());
      KeyPair server = keys();
      KeyPair client = keys();
      X509Certificate ca =
          sign(authority.name(), authority.keys(), authority, true, end.plus(Duration.ofDays(1)));
      X509Certificate cert = sign(new X500Name("CN=localhost"), server, authority, false, end);
      X509Certificate clientCert = sign(new X500Name("CN=client"), client, authority, false, end);
      return new Certificates(
          pem(dir, "ca.pem", new JcaMiscPEMGenerator(ca)),
          pem(dir, "server.pem", new JcaMiscPEMGenerator(cert)),
          pem(dir, "server.key", new JcaPKCS8Generator(server.getPrivate(), null)),
          pem(dir, "client.pem", new JcaMiscPEMGenerator(clientCert)),
          pem(dir, "client.key", new JcaPKCS8Generator(client.getPrivate(), null)));
    } catch (Exception e) {
      throw new IllegalStateException("no test certificates", e);
    }
  }

  /** With the public half inside the private one, without which GnuTLS reads no EC key. */
  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      X500Name subject, KeyPair keys, Authority authority, boolean isAuthority, Instant end)
      throws Exception {
    Instant now = Instant.now();
    PrivateKey signer = authority.keys().getPrivate();
    var builder =
        new JcaX509v3CertificateBuilder(
            authority.name(),
            Serial.next(),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(end),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(isAuthority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
  }

  private static Path pem(Path dir, String name, PemObjectGenerator content) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(content);
    }
    Path file = Files.writeString(dir.resolve(name), text.toString());
    file.toFile().deleteOnExit();
    return file;
  }

  /** The server's key for an engine that is used without us. */
  KeyManager[] keyManagers() throws Exception {
    return keyManagers(cert, key);
  }

  /** The client's key for an engine that is used without us. */
  KeyManager[] clientKeyManagers() throws Exception {
    return keyManagers(clientCert, clientKey);
  }

  private static KeyManager[] keyManagers(Path cert, Path key) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    String pem = Files.readString(key).replaceAll("-----[^-]+-----", "");
    PrivateKey own =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    store.setKeyEntry("own", own, new char[0], new Certificate[] {read(cert)});
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  /** The authority for an engine that is used without us. */
  TrustManager[] trustManagers() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", read(ca));
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  /** The certificate in a file. */
  public static Certificate read(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** The server's part of an address. */
  String serverOptions() {
    return "?cert=" + cert + "&key=" + key;
  }
}
