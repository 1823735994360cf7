package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.readText;
import static qio.tests.tls.PeerExchange.session;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
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

  private static final Instant NOW = OcspAuthority.NOW;
  private static final Instant SOON = NOW.plus(Duration.ofHours(1));

  private static OcspAuthority authority;
  private static OcspAuthority foreign;

  @TempDir private static Path dir;

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
    authority = OcspAuthority.of("CN=QIO test authority");
    foreign = OcspAuthority.of("CN=QIO test authority");
    OcspAuthority.pem(dir.resolve("ca.pem"), new JcaMiscPEMGenerator(authority.certificate()));
  }

  // ---- what servers have ----

  private static String pem(String name, PemObjectGenerator content) throws IOException {
    return OcspAuthority.pem(dir.resolve(name), content).toString();
  }

  private static byte[] answer(Answer kind, BigInteger serial) throws Exception {
    Instant past = NOW.minus(Duration.ofHours(2));
    CertificateStatus good = CertificateStatus.GOOD;
    return switch (kind) {
      case GOOD -> authority.answer(authority, serial, good, past, SOON);
      case REVOKED -> {
        var revoked = new RevokedStatus(Date.from(past), CRLReason.keyCompromise);
        yield authority.answer(authority, serial, revoked, past, SOON);
      }
      case UNKNOWN -> authority.answer(authority, serial, new UnknownStatus(), past, SOON);
      case EXPIRED ->
          authority.answer(authority, serial, good, past, NOW.minus(Duration.ofHours(1)));
      case FROM_THE_FUTURE ->
          authority.answer(authority, serial, good, SOON, NOW.plus(Duration.ofHours(2)));
      case SIGNED_BY_ANOTHER -> authority.answer(foreign, serial, good, past, SOON);
      case OF_ANOTHER_CERTIFICATE ->
          authority.answer(authority, serial.add(BigInteger.ONE), good, past, SOON);
      case TRY_LATER ->
          new OCSPRespBuilder().build(OCSPResponseStatus.TRY_LATER, null).getEncoded();
      case DAMAGED -> {
        byte[] whole = authority.answer(authority, serial, good, past, SOON);
        whole[whole.length - 1] ^= 1;
        yield whole;
      }
      case NONE -> throw new IllegalArgumentException("there is none");
    };
  }

  private static PeerProcess server(Answer kind, String version) throws Exception {
    KeyPair keys = OcspAuthority.newKeys();
    BigInteger serial = BigInteger.valueOf(System.nanoTime());
    X509Certificate cert = authority.sign(keys.getPublic(), serial);
    String certFile = pem("server.pem", new JcaMiscPEMGenerator(cert));
    String keyFile = pem("server.key", new JcaPKCS8Generator(keys.getPrivate(), null));
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
