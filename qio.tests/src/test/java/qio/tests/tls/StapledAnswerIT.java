package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.readText;
import static qio.tests.tls.PeerExchange.session;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.QioChannel;
import qio.spi.tls.PeerCertificateException;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.tck.Rule;

/** Servers that staple OCSP answers to their certificates: OpenSSL's, with answers made here. */
@Rule("TLS-71")
@Timeout(120)
class StapledAnswerIT {

  private static final Instant NOW = Instant.now();
  private static final Instant SOON = NOW.plus(Duration.ofHours(1));

  private static Authority authority;
  private static Authority foreign;

  @TempDir private static Path dir;

  private record Authority(X500Name name, KeyPair keys, X509Certificate certificate) {}

  /** What a server staples. */
  private enum Answer {
    GOOD,
    NONE,
    REVOKED,
    UNKNOWN,
    EXPIRED,
    FROM_THE_FUTURE,
    SIGNED_BY_ANOTHER,
    OF_ANOTHER_CERTIFICATE,
    TRY_LATER,
    DAMAGED
  }

  @BeforeAll
  static void authorities() throws Exception {
    Openssl.assumeInstalled();
    authority = authority("CN=QIO test authority");
    foreign = authority("CN=QIO test authority");
    pem("ca.pem", new JcaMiscPEMGenerator(authority.certificate()));
  }

  // ---- what servers have ----

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static Authority authority(String subject) throws Exception {
    X500Name name = new X500Name(subject);
    KeyPair keys = keys();
    var self = new Authority(name, keys, null);
    return new Authority(name, keys, sign(self, name, keys, BigInteger.ONE, true));
  }

  private static X509Certificate sign(
      Authority issuer, X500Name subject, KeyPair keys, BigInteger serial, boolean isAuthority)
      throws Exception {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer.name(),
            serial,
            Date.from(NOW.minus(Duration.ofDays(1))),
            Date.from(NOW.plus(Duration.ofDays(1))),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.keys().getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static Path pem(String name, PemObjectGenerator content) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(content);
    }
    return Files.writeString(dir.resolve(name), text.toString());
  }

  private static byte[] answer(
      Authority signer, BigInteger serial, CertificateStatus status, Instant from, Instant until)
      throws Exception {
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    var id =
        new JcaCertificateID(digests.get(CertificateID.HASH_SHA1), authority.certificate(), serial);
    var builder =
        new JcaBasicOCSPRespBuilder(
            signer.keys().getPublic(), digests.get(CertificateID.HASH_SHA1));
    builder.addResponse(id, status, Date.from(from), Date.from(until), null);
    var keys = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.keys().getPrivate());
    var basic = builder.build(keys, null, Date.from(from));
    return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded();
  }

  private static byte[] answer(Answer kind, BigInteger serial) throws Exception {
    Instant past = NOW.minus(Duration.ofHours(2));
    CertificateStatus good = CertificateStatus.GOOD;
    return switch (kind) {
      case GOOD -> answer(authority, serial, good, past, SOON);
      case REVOKED -> {
        var revoked = new RevokedStatus(Date.from(past), CRLReason.keyCompromise);
        yield answer(authority, serial, revoked, past, SOON);
      }
      case UNKNOWN -> answer(authority, serial, new UnknownStatus(), past, SOON);
      case EXPIRED -> answer(authority, serial, good, past, NOW.minus(Duration.ofHours(1)));
      case FROM_THE_FUTURE -> answer(authority, serial, good, SOON, NOW.plus(Duration.ofHours(2)));
      case SIGNED_BY_ANOTHER -> answer(foreign, serial, good, past, SOON);
      case OF_ANOTHER_CERTIFICATE ->
          answer(authority, serial.add(BigInteger.ONE), good, past, SOON);
      case TRY_LATER ->
          new OCSPRespBuilder().build(OCSPResponseStatus.TRY_LATER, null).getEncoded();
      case DAMAGED -> {
        byte[] whole = answer(authority, serial, good, past, SOON);
        whole[whole.length - 1] ^= 1;
        yield whole;
      }
      case NONE -> throw new IllegalArgumentException("there is none");
    };
  }

  private static PeerProcess server(Answer kind, String version) throws Exception {
    KeyPair keys = keys();
    BigInteger serial = BigInteger.valueOf(System.nanoTime());
    X509Certificate cert = sign(authority, new X500Name("CN=localhost"), keys, serial, false);
    String certFile = pem("server.pem", new JcaMiscPEMGenerator(cert)).toString();
    String keyFile = pem("server.key", new JcaPKCS8Generator(keys.getPrivate(), null)).toString();
    if (kind == Answer.NONE) {
      return Openssl.server(version, "-cert", certFile, "-key", keyFile);
    }
    Path file = Files.write(dir.resolve("answer"), answer(kind, serial));
    String answer = file.toString();
    return Openssl.server(version, "-cert", certFile, "-key", keyFile, "-status_file", answer);
  }

  // ---- what a client does ----

  private static QioTarget target(PeerProcess peer, String stapled) throws IOException {
    return Qio.target(
        "tls+tcp://127.0.0.1:"
            + Openssl.port(peer)
            + "?server-name=localhost&ca="
            + dir.resolve("ca.pem")
            + (stapled == null ? "" : "&stapled=" + stapled),
        QioOptions.none());
  }

  private static void assertAccepted(PeerProcess peer, String stapled) throws Exception {
    try (QioChannel client = target(peer, stapled).connect()) {
      peer.type("be welcome\n");
      assertEquals("be welcome\n", readText(client, 11));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GOOD,-tls1_2,require",
    "GOOD,-tls1_3,require",
    "GOOD,-tls1_2,check",
    "GOOD,-tls1_3,",
    "NONE,-tls1_2,check",
    "NONE,-tls1_3,",
    "REVOKED,-tls1_3,off",
    "EXPIRED,-tls1_2,off"
  })
  void whatIsGoodOrNotAskedForIsAccepted(Answer answer, String version, String stapled)
      throws Exception {
    try (PeerProcess peer = server(answer, version)) {
      assertAccepted(peer, stapled);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REVOKED,-tls1_2,REVOKED,KEY_COMPROMISE",
    "REVOKED,-tls1_3,REVOKED,KEY_COMPROMISE",
    "UNKNOWN,-tls1_3,REVOCATION_UNKNOWN,status is unknown",
    "EXPIRED,-tls1_2,REVOCATION_UNKNOWN,out-of-date",
    "EXPIRED,-tls1_3,REVOCATION_UNKNOWN,out-of-date",
    "FROM_THE_FUTURE,-tls1_3,REVOCATION_UNKNOWN,out-of-date",
    "SIGNED_BY_ANOTHER,-tls1_2,REVOCATION_UNKNOWN,is of no use",
    "SIGNED_BY_ANOTHER,-tls1_3,REVOCATION_UNKNOWN,is of no use",
    "OF_ANOTHER_CERTIFICATE,-tls1_3,REVOCATION_UNKNOWN,is of no use",
    "TRY_LATER,-tls1_3,REVOCATION_UNKNOWN,is of no use",
    "DAMAGED,-tls1_3,REVOCATION_UNKNOWN,is of no use"
  })
  void whatIsStapledAndNotGoodIsRefused(Answer answer, String version, Fault fault, String said)
      throws Exception {
    for (String stapled : new String[] {"require", "check", null}) {
      try (PeerProcess peer = server(answer, version)) {
        assertRefused(peer, stapled, fault, said);
        peer.awaitComplaint("bad certificate status response");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2", "-tls1_3"})
  void aMissingOneIsRefusedIfItIsRequired(String version) throws Exception {
    try (PeerProcess peer = server(Answer.NONE, version)) {
      assertRefused(peer, "require", Fault.REVOCATION_UNKNOWN, "has stapled no OCSP answer");
    }
  }

  private static void assertRefused(PeerProcess peer, String stapled, Fault fault, String said)
      throws IOException {
    QioTarget target = target(peer, stapled);
    var refusal = assertThrows(PeerCertificateException.class, () -> target.connect().close());
    assertEquals(fault, refusal.fault(), refusal::getMessage);
    assertTrue(refusal.getMessage().contains(said), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("127.0.0.1"), refusal::getMessage);
  }

  /** A resumed session brings no certificate, and no answer; its first handshake had one. */
  @Test
  void aResumedSessionStandsForTheAnswerOfItsFirstHandshake() throws Exception {
    try (PeerProcess peer = server(Answer.GOOD, "-tls1_3")) {
      QioTarget target = target(peer, "require");
      for (int i = 0; i < 2; i++) {
        try (QioChannel client = target.connect()) {
          peer.type("be welcome\n");
          assertEquals("be welcome\n", readText(client, 11));
          assertEquals(i > 0, session(client).isResumed());
          assertFalse(session(client).peerCertificates().isEmpty());
        }
      }
    }
  }
}
