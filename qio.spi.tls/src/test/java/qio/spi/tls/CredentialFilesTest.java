package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLKeyException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.spi.LayerRole;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.credential.Credential;
import qio.spi.tls.credential.CredentialFiles;
import qio.spi.tls.credential.Secret;
import qio.tck.Rule;

/** Certificates and keys in every form that an operator may have, and every mistake with them. */
class CredentialFilesTest {

  private static final Keyring RING = Keyring.SHARED;
  private static final String PASSWORD = "correct horse";

  @TempDir Path dir;

  private static Credential load(Path cert, Path key, String password) throws IOException {
    try (Secret secret = Secret.of(password)) {
      return CredentialFiles.credential(cert, Optional.ofNullable(key), secret);
    }
  }

  private static IOException failure(Path cert, Path key, String password) throws Exception {
    IOException e = Work.ioFailure(() -> load(cert, key, password));
    assertFalse(e.toString().contains(PASSWORD), "the password is in the message");
    return e;
  }

  private static void assertSays(Exception e, String... parts) {
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e);
    }
  }

  private Path text(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content, StandardCharsets.US_ASCII);
  }

  private Path encrypted(Identity identity, ASN1ObjectIdentifier algorithm) throws Exception {
    var encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(algorithm)
            .setProvider(new BouncyCastleProvider())
            .setPassword(PASSWORD.toCharArray())
            .build();
    return pem(new JcaPKCS8Generator(identity.key(), encryptor).generate());
  }

  private Path pem(Object object) throws IOException {
    return TestCertificates.pem(dir.resolve("key.pem"), object);
  }

  // ---- forms ----

  @Rule("TLS-12")
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "P-384", "Ed25519"})
  void pkcs8KeysOfEveryKind(String algorithm) throws Exception {
    Identity identity = TestCertificates.server(RING.authority, "localhost").keys(algorithm).make();
    Credential read =
        load(identity.writeChain(dir.resolve("c")), identity.writeKey(dir.resolve("k")), null);
    assertEquals(identity.key(), read.key());
    assertEquals(identity.certificate(), read.certificate());
  }

  @Test
  void oldRsaKeys() throws Exception {
    Identity identity = TestCertificates.server(RING.authority, "localhost").keys("RSA").make();
    Path key = pem(identity.key());
    assertTrue(Files.readString(key).contains("BEGIN RSA PRIVATE KEY"));
    assertEquals(identity.key(), load(identity.writeChain(dir.resolve("c")), key, null).key());
  }

  @ParameterizedTest
  @CsvSource({"EC,secp256r1,256", "P-384,secp384r1,384"})
  void oldEcKeys(String algorithm, String curve, int bits) throws Exception {
    Identity identity = TestCertificates.server(RING.authority, "localhost").keys(algorithm).make();
    Path chain = identity.writeChain(dir.resolve("c"));
    var s = ((ECPrivateKey) identity.key()).getS();
    var named =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            bits, s, new X962Parameters(SECNamedCurves.getOID(curve)));
    Path key = pem(new PemObject("EC PRIVATE KEY", named.getEncoded()));
    assertEquals(s, ((ECPrivateKey) load(chain, key, null).key()).getS());
    var unnamed = new org.bouncycastle.asn1.sec.ECPrivateKey(bits, s);
    assertSays(
        failure(chain, pem(new PemObject("EC PRIVATE KEY", unnamed.getEncoded())), null),
        "curve",
        "openssl pkcs8");
  }

  @Test
  void textAndOtherBlocksAroundAreIgnored() throws Exception {
    Path key =
        text(
            "k",
            "Bag Attributes\n"
                + "  friendlyName: own\n"
                + "-----BEGIN EC PARAMETERS-----\n"
                + "BggqhkjOPQMBBw==\n"
                + "-----END EC PARAMETERS-----\n"
                + TestCertificates.pkcs8Text(RING.server.key()).replace("\n", "\r\n"));
    assertEquals(RING.server.key(), load(RING.serverCert, key, null).key());
  }

  @Test
  void oneFileForBoth() throws Exception {
    Path both =
        text(
            "both",
            Files.readString(RING.serverCert) + TestCertificates.pkcs8Text(RING.server.key()));
    assertEquals(RING.server.key(), load(both, null, null).key());
  }

  @Rule("TLS-12")
  @Test
  void encryptedKeys() throws Exception {
    for (ASN1ObjectIdentifier algorithm :
        new ASN1ObjectIdentifier[] {PKCS8Generator.AES_256_CBC, PKCS8Generator.AES_128_CBC}) {
      Path key = encrypted(RING.server, algorithm);
      assertTrue(Files.readString(key).contains("BEGIN ENCRYPTED PRIVATE KEY"));
      assertEquals(RING.server.key(), load(RING.serverCert, key, PASSWORD).key());
    }
  }

  @Rule("TLS-12")
  @Test
  void pkcs12() throws Exception {
    Path file = RING.server.writePkcs12(dir.resolve("s.p12"), PASSWORD);
    Credential read = load(file, null, PASSWORD);
    assertEquals(RING.server.key(), read.key());
    assertEquals(RING.server.chain(), read.chain());
  }

  // ---- mistakes ----

  @Test
  void aMissingFile() throws Exception {
    IOException e = failure(dir.resolve("none.pem"), null, null);
    assertInstanceOf(NoSuchFileException.class, e);
    assertSays(e, "cert=", "none.pem", "no such file");
    assertInstanceOf(
        NoSuchFileException.class, failure(RING.serverCert, dir.resolve("none.key"), null));
  }

  @Rule("TLS-12")
  @Test
  void anUnreadableFile() throws Exception {
    Path key = RING.server.writeKey(dir.resolve("k"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(key), "this user reads everything");
    IOException e = failure(RING.serverCert, key, null);
    assertInstanceOf(AccessDeniedException.class, e);
    assertSays(e, "key=", "owner or mode");
  }

  @Test
  void aDirectory() throws Exception {
    assertSays(failure(dir, null, null), "directory");
  }

  @Test
  void garbageAndEmptiness() throws Exception {
    assertSays(failure(text("g", "not a certificate"), null, null), "-----BEGIN");
    assertSays(failure(text("e", ""), null, null), "-----BEGIN");
    assertSays(failure(text("b", "0 some binary"), null, null), "neither PEM nor PKCS#12");
    assertSays(
        failure(
            text("c", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            null,
            null),
        "certificate",
        "damaged");
    assertSays(
        failure(
            text("d", "-----BEGIN CERTIFICATE-----\n!!!=\n-----END CERTIFICATE-----\n"),
            null,
            null),
        "cert=");
    assertSays(failure(text("f", "-----BEGIN CERTIFICATE-----\nMIIB"), null, null), "cut off");
  }

  @Test
  void aFileWithoutACertificateOrKey() throws Exception {
    assertSays(failure(RING.serverKey, RING.serverKey, null), "no certificate", "PRIVATE KEY");
    assertSays(failure(RING.serverCert, null, null), "no private key", "CERTIFICATE", "key");
    assertSays(failure(RING.serverCert, RING.serverCert, null), "key=", "no private key");
  }

  @Rule("TLS-12")
  @Test
  void aKeyOfAnotherCertificate() throws Exception {
    assertSays(failure(RING.serverCert, RING.clientKey, null), "does not fit", "CN=localhost");
    Identity rsa = TestCertificates.server(RING.authority, "localhost").keys("RSA").make();
    assertSays(
        failure(RING.serverCert, rsa.writeKey(dir.resolve("k")), null),
        "(RSA)",
        "does not fit",
        "(EC)");
  }

  @Test
  void aPkcs12FileWithAKeyOfAnotherCertificate() throws Exception {
    var mixed = new Identity(RING.server.chain(), RING.client.keys());
    Path file = mixed.writePkcs12(dir.resolve("m.p12"), PASSWORD);
    assertSays(failure(file, null, PASSWORD), "does not fit");
    assertSays(failure(file, RING.serverKey, PASSWORD), "leave out key");
  }

  @Test
  void aChainInTheWrongOrder() throws Exception {
    Path chain =
        TestCertificates.pem(
            dir.resolve("c"), RING.authority.certificate(), RING.server.certificate());
    assertSays(failure(chain, RING.serverKey, null), "put it first");
  }

  @Rule({"TLS-12", "TLS-15"})
  @Test
  void passwordsMissingAndWrong() throws Exception {
    Path key = encrypted(RING.server, PKCS8Generator.AES_256_CBC);
    assertSays(failure(RING.serverCert, key, null), "encrypted", "key-password");
    assertSays(failure(RING.serverCert, key, "wrong"), "key-password right");
    Path file = RING.server.writePkcs12(dir.resolve("s.p12"), PASSWORD);
    assertSays(failure(file, null, null), "key-password");
    assertSays(failure(file, null, "wrong"), "key-password right");
  }

  @Test
  void damagedKeys() throws Exception {
    assertSays(
        failure(
            RING.serverCert,
            text("k", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"),
            null),
        "damaged");
    assertSays(
        failure(
            RING.serverCert,
            text("k", "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----"),
            null),
        "openssl pkcs8");
    assertSays(
        failure(
            RING.serverCert,
            text("k", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----"),
            null),
        "damaged");
    assertSays(
        failure(
            RING.serverCert,
            text(
                "k",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----"),
            PASSWORD),
        "openssl pkcs8");
    assertSays(
        failure(
            RING.serverCert,
            text("k", "-----BEGIN DSA PRIVATE KEY-----\nMIIB\n-----END DSA PRIVATE KEY-----"),
            null),
        "DSA PRIVATE KEY");
  }

  @Test
  void opensslsOldEncryptionIsToldWithTheCommand() throws Exception {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          RING.server.key(),
          new JcePEMEncryptorBuilder("AES-128-CBC")
              .setProvider(new BouncyCastleProvider())
              .build(PASSWORD.toCharArray()));
    }
    assertSays(
        failure(RING.serverCert, text("k", text.toString()), PASSWORD), "openssl pkcs8 -topk8");
  }

  @Test
  void scryptIsToldWithTheCommand() throws Exception {
    // PBES2 with scrypt (1.3.6.1.4.1.11591.4.11) in the place of PBKDF2, which the runtime knows.
    byte[] der =
        HexFormat.of()
            .parseHex(
                "304d3043"
                    + "06092a864886f70d01050d3036301506092b06010401da470b04"
                    + "30080401000202400002010102"
                    + "0101301d060960864801650304012a0410"
                    + "0000000000000000000000000000000004060000000000 00".replace(" ", ""));
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(new PemObject("ENCRYPTED PRIVATE KEY", der));
    }
    assertSays(
        failure(RING.serverCert, text("k", text.toString()), PASSWORD), "scrypt", "openssl pkcs8");
  }

  @Test
  void manyKeysInAFile() throws Exception {
    Path keys =
        text(
            "k",
            TestCertificates.pkcs8Text(RING.server.key())
                + TestCertificates.pkcs8Text(RING.client.key()));
    assertSays(failure(RING.serverCert, keys, null), "2 private keys");
  }

  // ---- what a certificate may be used for ----

  private IOException serverFailure(Identity identity) throws Exception {
    return Work.ioFailure(() -> prepare(LayerRole.SERVER, identity));
  }

  private void prepare(LayerRole role, Identity identity) throws IOException {
    Path cert = identity.writeChain(dir.resolve("u.pem"));
    Path key = identity.writeKey(dir.resolve("u.key"));
    Keyring.prepare(
        role,
        role == LayerRole.SERVER
            ? Keyring.options(TlsOptions.CERT, cert, TlsOptions.KEY, key)
            : RING.clientOptions(TlsOptions.CERT, cert, TlsOptions.KEY, key));
  }

  @Test
  void expiredAndNotYetValid() throws Exception {
    Instant now = Instant.now();
    assertSays(
        serverFailure(TestCertificates.server(RING.authority, "localhost").expired().make()),
        "cert=",
        "expired at 2020-02-01",
        "renew");
    assertSays(
        serverFailure(
            TestCertificates.server(RING.authority, "localhost")
                .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)))
                .make()),
        "valid only from");
    Identity oldCa = TestCertificates.subject("CN=old").authority().expired().make();
    Path file = oldCa.writeCertificate(dir.resolve("ca"));
    assertSays(Work.ioFailure(() -> RING.clientLayer(TlsOptions.CA, file)), "ca=", "expired");
  }

  @Test
  void certificatesForAnotherUse() throws Exception {
    assertSays(
        serverFailure(TestCertificates.client(RING.authority, "CN=localhost").make()),
        "serverAuth");
    assertSays(
        serverFailure(
            TestCertificates.subject("CN=localhost")
                .signedBy(RING.authority)
                .keyUsage(KeyUsage.keyCertSign, true)
                .make()),
        "digitalSignature");
    assertSays(
        Work.ioFailure(
            () -> prepare(LayerRole.CLIENT, TestCertificates.server(RING.authority, "x").make())),
        "clientAuth");
  }

  @Test
  void certificatesWithoutSuchLimitsAreGood() {
    assertDoesNotThrow(
        () ->
            prepare(
                LayerRole.SERVER,
                TestCertificates.subject("CN=x").signedBy(RING.authority).make()));
    assertDoesNotThrow(
        () ->
            prepare(
                LayerRole.SERVER,
                TestCertificates.subject("CN=x").keyUsage(KeyUsage.keyCertSign, false).make()));
    assertDoesNotThrow(
        () ->
            prepare(
                LayerRole.SERVER,
                TestCertificates.subject("CN=x")
                    .purposes(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth)
                    .make()));
    assertDoesNotThrow(
        () ->
            prepare(
                LayerRole.SERVER,
                TestCertificates.subject("CN=x")
                    .purposes(KeyPurposeId.anyExtendedKeyUsage)
                    .make()));
  }

  @Test
  void anAuthorityThatMayNotSign() throws Exception {
    Identity mute =
        TestCertificates.subject("CN=mute")
            .authority()
            .keyUsage(KeyUsage.digitalSignature, true)
            .make();
    Path file = mute.writeCertificate(dir.resolve("ca"));
    IOException e = Work.ioFailure(() -> RING.clientLayer(TlsOptions.CA, file));
    assertInstanceOf(SSLKeyException.class, e);
    assertSays(e, "keyCertSign");
  }

  @Rule("TLS-15")
  @Test
  void aCredentialTellsNothingOfItsKey() throws Exception {
    String shown = load(RING.serverCert, RING.serverKey, null).toString();
    assertTrue(shown.contains("CN=localhost"));
    assertFalse(shown.toLowerCase(Locale.ROOT).contains("key"));
    try (Secret secret = Secret.of(PASSWORD)) {
      assertFalse(String.valueOf(secret).contains(PASSWORD));
    }
  }

  // ---- what ./fuzz has found ----

  @Rule("TLS-74")
  @Test
  void dashesThatEndTwoLinesAtOnceAreACutOff() throws Exception {
    Path key = text("k", "-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----\n");
    assertSays(failure(RING.serverCert, key, null), "cut off");
  }

  /** Some hours of it, in the place of 65536 rounds. */
  @Rule("TLS-74")
  @Test
  void aPasswordThatIsHashedForHoursIsRefused() throws Exception {
    var encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setIterationCount(65_536)
            .setPassword(PASSWORD.toCharArray())
            .build();
    byte[] der = new JcaPKCS8Generator(RING.server.key(), encryptor).generate().getContent();
    String many = HexFormat.of().formatHex(der).replaceFirst("0203010000", "02037fffff");
    Path key = pem(new PemObject("ENCRYPTED PRIVATE KEY", HexFormat.of().parseHex(many)));
    assertSays(failure(RING.serverCert, key, PASSWORD), "8388607 times", "5000000");
  }
}
