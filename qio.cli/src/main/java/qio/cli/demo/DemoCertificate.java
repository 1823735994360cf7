package qio.cli.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that signs one server certificate, for {@code localhost}, and is
 * forgotten. Good for an hour.
 *
 * @param authority PEM file of the authority's certificate
 * @param certificate PEM file of the server's
 * @param key PEM file of the server's key (PKCS#8, not encrypted: its directory is private)
 */
record DemoCertificate(Path authority, Path certificate, Path key) {

  /** The name that the certificate is for. */
  static final String HOST = "localhost";

  private static final X500Name AUTHORITY = new X500Name("CN=qio demo authority");
  private static final X500Name SERVER = new X500Name("CN=" + HOST);
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int LINE = 64;

  /** Makes keys and certificates and writes them to the demo's directory. */
  static DemoCertificate create(DemoFiles files) throws IOException {
    try {
      KeyPair authorityKeys = newKeys();
      KeyPair serverKeys = newKeys();
      byte[] authority = authority(authorityKeys);
      byte[] server = server(serverKeys, authorityKeys);
      return new DemoCertificate(
          pem(files.path("ca.pem"), "CERTIFICATE", authority),
          pem(files.path("server.pem"), "CERTIFICATE", server),
          pem(files.path("server.key"), "PRIVATE KEY", serverKeys.getPrivate().getEncoded()));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot make the demo's certificate: " + e.getMessage(), e);
    }
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] authority(KeyPair keys) throws IOException, OperatorCreationException {
    return sign(
        builder(AUTHORITY, keys)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
        keys);
  }

  private static byte[] server(KeyPair keys, KeyPair authorityKeys)
      throws IOException, OperatorCreationException {
    var names = new GeneralNames(new GeneralName(GeneralName.dNSName, HOST));
    return sign(
        builder(SERVER, keys)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .addExtension(Extension.subjectAlternativeName, false, names),
        authorityKeys);
  }

  private static JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        AUTHORITY,
        new BigInteger(64, new SecureRandom()).setBit(64), // positive and never zero
        Date.from(now.minus(LIFETIME)), // clocks differ
        Date.from(now.plus(LIFETIME)),
        subject,
        keys.getPublic());
  }

  private static byte[] sign(
      org.bouncycastle.cert.X509v3CertificateBuilder builder, KeyPair authorityKeys)
      throws IOException, OperatorCreationException {
    X509CertificateHolder signed =
        builder.build(
            new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKeys.getPrivate()));
    return signed.getEncoded();
  }

  private static Path pem(Path file, String label, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }
}
