package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.readText;
import static qio.tests.tls.PeerExchange.write;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.spi.tls.PeerCertificateException;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.tck.Rule;

/** Servers of ours that staple, which is settled for a whole JVM: each has one of its own. */
@Rule("TLS-76")
@Timeout(120)
class StaplingServerIT {

  private static final String STAPLE = "-Djdk.tls.server.enableStatusRequestExtension=true";
  private static final Pattern LISTENS = Pattern.compile("listening on \\S+://127.0.0.1:(\\d+)\\D");

  private static OcspAuthority authority;

  @TempDir private Path dir;
  private OcspResponder responder;

  @BeforeAll
  static void authority() throws Exception {
    Openssl.assumeInstalled();
    authority = OcspAuthority.of("CN=QIO test authority");
  }

  @BeforeEach
  void responder() throws IOException {
    responder = new OcspResponder();
    OcspAuthority.pem(dir.resolve("ca.pem"), new JcaMiscPEMGenerator(authority.certificate()));
  }

  @AfterEach
  void close() throws IOException {
    responder.close();
  }

  /** Where the server learns of its responder. */
  private enum Told {
    BY_ITS_CERTIFICATE,
    BY_A_PROPERTY
  }

  private static CertificateStatus revoked() {
    Date when = Date.from(OcspAuthority.NOW.minus(Duration.ofHours(2)));
    return new RevokedStatus(when, CRLReason.keyCompromise);
  }

  /** The options of an address of a server, whose responder says this of its certificate. */
  private String credentials(Told told, CertificateStatus status, boolean withIssuer)
      throws Exception {
    KeyPair keys = OcspAuthority.newKeys();
    BigInteger serial = BigInteger.valueOf(System.nanoTime());
    X509Certificate cert =
        told == Told.BY_A_PROPERTY
            ? authority.sign(keys.getPublic(), serial)
            : authority.sign(keys.getPublic(), serial, responder.uri());
    responder.answers(
        authority.answer(
            authority,
            serial,
            status,
            OcspAuthority.NOW.minus(Duration.ofHours(1)),
            OcspAuthority.NOW.plus(Duration.ofHours(1))));
    var own = new JcaMiscPEMGenerator(cert);
    Path chain = dir.resolve("server.pem");
    if (withIssuer) {
      OcspAuthority.pem(chain, own, new JcaMiscPEMGenerator(authority.certificate()));
    } else {
      OcspAuthority.pem(chain, own);
    }
    Path key = dir.resolve("server.key");
    OcspAuthority.pem(key, new JcaPKCS8Generator(keys.getPrivate(), null));
    return "?cert=" + chain + "&key=" + key;
  }

  /** The application, which passes on to {@code cat} what comes by TLS. */
  private static PeerProcess server(String credentials, String... properties) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
    command.addAll(List.of("--enable-native-access=qio.posix", "-XX:TieredStopAtLevel=1"));
    command.add("-Djdk.tls.stapling.responseTimeout=30000"); // for a machine that is busy
    command.addAll(List.of(properties));
    command.addAll(List.of("-m", "qio.cli/qio.cli.Main", "relay"));
    command.addAll(List.of("tls+tcp://127.0.0.1:0" + credentials, "exec:cat"));
    PeerProcess peer = PeerProcess.start(command.toArray(String[]::new));
    peer.awaitPrinted(
        "its port", bytes -> LISTENS.matcher(new String(bytes, StandardCharsets.US_ASCII)).find());
    return peer;
  }

  private static int port(PeerProcess server) {
    Matcher listens = LISTENS.matcher(server.printedText());
    assertTrue(listens.find(), server::printedText);
    return Integer.parseInt(listens.group(1));
  }

  private PeerProcess openssl(PeerProcess server, String version) throws IOException {
    return PeerProcess.start(
        "openssl",
        "s_client",
        "-connect",
        "127.0.0.1:" + port(server),
        "-servername",
        "localhost",
        "-CAfile",
        dir.resolve("ca.pem").toString(),
        "-status",
        version);
  }

  private QioChannel connect(PeerProcess server, String version, String stapled)
      throws IOException {
    return Qio.connect(
        "tls+tcp://127.0.0.1:%d?server-name=localhost&ca=%s&max-version=%s&stapled=%s"
            .formatted(port(server), dir.resolve("ca.pem"), version, stapled));
  }

  private static void assertEchoes(QioChannel client) throws IOException {
    write(client, "hello\n");
    assertEquals("hello\n", readText(client, 6));
  }

  private void assertStaplesNothing(PeerProcess server, String option, String version)
      throws Exception {
    try (PeerProcess peer = openssl(server, option)) {
      peer.awaitText("OCSP response: no response sent");
    }
    var refusal =
        assertThrows(
            PeerCertificateException.class, () -> connect(server, version, "require").close());
    assertEquals(Fault.REVOCATION_UNKNOWN, refusal.fault(), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("has stapled no OCSP answer"), refusal::getMessage);
    try (QioChannel client = connect(server, version, "check")) {
      assertEchoes(client);
    }
    assertEquals(0, responder.asked(), "nobody is asked");
  }

  @ParameterizedTest
  @CsvSource({
    "BY_ITS_CERTIFICATE,-tls1_2,1.2",
    "BY_ITS_CERTIFICATE,-tls1_3,1.3",
    "BY_A_PROPERTY,-tls1_2,1.2",
    "BY_A_PROPERTY,-tls1_3,1.3"
  })
  void whatTheResponderSaysIsStapled(Told told, String option, String version) throws Exception {
    String credentials = credentials(told, CertificateStatus.GOOD, true);
    String uri = "-Djdk.tls.stapling.responderURI=" + responder.uri();
    try (PeerProcess server =
        told == Told.BY_A_PROPERTY
            ? server(credentials, STAPLE, uri)
            : server(credentials, STAPLE)) {
      try (PeerProcess peer = openssl(server, option)) {
        peer.awaitText("OCSP Response Status: successful");
        peer.awaitText("Cert Status: good");
        peer.awaitText("Verify return code: 0 (ok)");
      }
      try (QioChannel client = connect(server, version, "require")) {
        assertEchoes(client);
      }
      assertEquals(1, responder.asked(), "the second time it is remembered");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aServerTellsOfItsOwnRevocation(String version) throws Exception {
    String credentials = credentials(Told.BY_ITS_CERTIFICATE, revoked(), true);
    try (PeerProcess server = server(credentials, STAPLE)) {
      var refusal =
          assertThrows(
              PeerCertificateException.class, () -> connect(server, version, "check").close());
      assertEquals(Fault.REVOKED, refusal.fault(), refusal::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2,1.2", "-tls1_3,1.3"})
  void nothingIsStapledIfTheProcessDoesNotSaySo(String option, String version) throws Exception {
    String credentials = credentials(Told.BY_ITS_CERTIFICATE, CertificateStatus.GOOD, true);
    try (PeerProcess server = server(credentials)) {
      assertStaplesNothing(server, option, version);
    }
  }

  /** The JDK's engine cannot ask then, since a question names the issuer's key. */
  @Test
  void nothingIsStapledIfTheChainHoldsNoIssuer() throws Exception {
    String credentials = credentials(Told.BY_ITS_CERTIFICATE, CertificateStatus.GOOD, false);
    try (PeerProcess server = server(credentials, STAPLE)) {
      assertStaplesNothing(server, "-tls1_3", "1.3");
    }
  }
}
