package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.TestCertificates.Request;
import qio.tck.Rule;

/**
 * Every way in which a certificate can be bad, shown by a server and by a client, in both versions:
 * who checks has an exception that says which it was, and the other side gets an alert.
 */
class BadCertificateTest {

  private static final Keyring RING = Keyring.SHARED;
  private static final Instant NOW = Instant.now();

  /** Kinds of bad certificates, each made once for a server and once for a client. */
  enum Bad {
    EXPIRED(Fault.EXPIRED, "certificate_expired", "2020-02-01"),
    AUTHORITY_EXPIRED(Fault.EXPIRED, "certificate_expired", "level 1 of old"),
    NOT_YET_VALID(Fault.NOT_YET_VALID, "bad_certificate", "clocks"),
    FOREIGN(Fault.UNTRUSTED, "certificate_unknown", "ca=FILE"),
    FOREIGN_OF_THE_SAME_NAME(Fault.UNTRUSTED, "bad_certificate", "ca=FILE"),
    WITHOUT_THE_ONE_BETWEEN(Fault.UNTRUSTED, "certificate_unknown", "between"),
    SELF_SIGNED(Fault.SELF_SIGNED, "certificate_unknown", "CN=alone"),
    WRONG_SIGNATURE(Fault.BROKEN_CHAIN, "bad_certificate", "signature"),
    WRONG_ORDER(Fault.BROKEN_CHAIN, "certificate_unknown", "names"),
    SIGNED_BY_NO_AUTHORITY(Fault.BROKEN_CHAIN, "certificate_unknown", "no authority"),
    WRONG_PURPOSE(Fault.WRONG_USAGE, "certificate_unknown", "extendedKeyUsage"),
    MAY_NOT_SIGN(Fault.WRONG_USAGE, "certificate_unknown", "keyUsage"),
    WEAK_AUTHORITY(Fault.TOO_WEAK, "unsupported_certificate", "512"),
    WRONG_NAME(Fault.WRONG_NAME, "certificate_unknown", "example.org, not for localhost");

    final Fault fault;
    final String alertOfClient;
    final String said;

    Bad(Fault fault, String alertOfClient, String said) {
      this.fault = fault;
      this.alertOfClient = alertOfClient;
      this.said = said;
    }

    Identity shownBy(LayerRole presenter) {
      Request usual = request(RING.authority, presenter);
      return switch (this) {
        case EXPIRED -> usual.expired().make();
        case AUTHORITY_EXPIRED -> {
          Identity old = between("level 1 of old", RING.authority, "EC", true);
          yield request(old, presenter).make();
        }
        case NOT_YET_VALID ->
            usual.valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2))).make();
        case FOREIGN -> request(TestCertificates.authority("C=UK,CN=another CA"), presenter).make();
        case FOREIGN_OF_THE_SAME_NAME ->
            request(TestCertificates.authority("C=UK,CN=QIO test CA"), presenter).make();
        case WITHOUT_THE_ONE_BETWEEN ->
            RawPeer.showing(
                request(between("level 1", RING.authority, "EC", false), presenter).make());
        case SELF_SIGNED -> TestCertificates.subject("CN=alone").dns("localhost").make();
        case WRONG_SIGNATURE -> {
          Identity one = between("level 1", RING.authority, "EC", false);
          Identity other = between("level 1", RING.authority, "EC", false);
          yield RawPeer.showing(request(one, presenter).make(), other.certificate());
        }
        case WRONG_ORDER -> {
          Identity upper = between("level 1", RING.authority, "EC", false);
          Identity lower = between("level 2", upper, "EC", false);
          Identity other = between("level 3", RING.authority, "EC", false);
          yield RawPeer.showing(request(lower, presenter).make(), other.certificate());
        }
        case SIGNED_BY_NO_AUTHORITY ->
            request(request(RING.authority, presenter).make(), presenter).make();
        case WRONG_PURPOSE -> usual.purposes(KeyPurposeId.id_kp_codeSigning).make();
        case MAY_NOT_SIGN -> usual.keyUsage(KeyUsage.keyAgreement, true).make();
        case WEAK_AUTHORITY ->
            request(between("weak", RING.authority, "RSA-512", false), presenter).make();
        case WRONG_NAME ->
            TestCertificates.server(RING.authority, "www.example.org", "example.org").make();
      };
    }

    private static Request request(Identity authority, LayerRole presenter) {
      return presenter == LayerRole.SERVER
          ? TestCertificates.server(authority, "localhost")
          : TestCertificates.client(authority, "C=UK,CN=qemu");
    }

    private static Identity between(String name, Identity above, String keys, boolean expired) {
      Request request =
          TestCertificates.subject("C=UK,CN=" + name)
              .authority()
              .keyUsage(KeyUsage.keyCertSign, true)
              .keys(keys)
              .signedBy(above);
      return (expired ? request.expired() : request).make();
    }
  }

  static Stream<Arguments> everyFault() {
    return Stream.of(Bad.values())
        .flatMap(
            bad ->
                Stream.of(LayerRole.values())
                    .filter(role -> bad != Bad.WRONG_NAME || role == LayerRole.SERVER)
                    .flatMap(
                        role ->
                            Stream.of("TLSv1.2", "TLSv1.3")
                                .map(version -> Arguments.of(bad, role, version))));
  }

  private static Layer checking(LayerRole presenter) throws IOException {
    return presenter == LayerRole.SERVER
        ? RING.clientLayer()
        : RING.serverLayer(TlsOptions.CA, RING.ca, TlsOptions.CLIENT_AUTH, ClientAuth.NEED);
  }

  @Rule({"TLS-4", "TLS-17"})
  @ParameterizedTest(name = "{0} shown by a {1} in {2}")
  @MethodSource("everyFault")
  void isNamedAndThePeerIsTold(Bad bad, LayerRole presenter, String version) throws Exception {
    Layer peer = RawPeer.layer(presenter, version, bad.shownBy(presenter));
    PeerCertificateException refusal =
        refuse(presenter, checking(presenter), peer, alert(bad, presenter));
    assertEquals(bad.fault, refusal.fault(), refusal::getMessage);
    assertSays(refusal, "the peer's certificate", bad.said);
  }

  /** The JDK's server has one alert for all that is wrong with a client's certificate. */
  private static String alert(Bad bad, LayerRole presenter) {
    return presenter == LayerRole.SERVER ? bad.alertOfClient : "certificate_unknown";
  }

  @Rule({"TLS-4", "TLS-17"})
  @ParameterizedTest
  @CsvSource({"TLSv1.2,handshake_failure", "TLSv1.3,certificate_required"})
  void aMissingOneIsToldToo(String version, String alert) throws Exception {
    Layer peer = RawPeer.layer(LayerRole.CLIENT, version, null);
    PeerCertificateException refusal =
        refuse(LayerRole.CLIENT, checking(LayerRole.CLIENT), peer, alert);
    assertEquals(Fault.MISSING, refusal.fault());
    assertSays(refusal, "client-auth=need", "cert and key");
  }

  /** Its judge is not ours, so only what its exceptions are can be told. */
  @Rule("TLS-17")
  @ParameterizedTest
  @CsvSource({
    "EXPIRED,EXPIRED",
    "NOT_YET_VALID,NOT_YET_VALID",
    "FOREIGN,UNTRUSTED",
    "SELF_SIGNED,UNTRUSTED",
    "WRONG_SIGNATURE,BROKEN_CHAIN",
    "WEAK_AUTHORITY,TOO_WEAK",
    "WRONG_NAME,WRONG_NAME",
    "WRONG_PURPOSE,OTHER"
  })
  void aContextOfTheCallersOwnIsAskedByTypes(Bad bad, Fault told) throws Exception {
    SSLContext context = Engines.context();
    Layer client =
        Keyring.prepare(
            LayerRole.CLIENT,
            Keyring.options(TlsOptions.SSL_CONTEXT, context, TlsOptions.SERVER_NAME, "localhost"));
    Layer peer = RawPeer.layer(LayerRole.SERVER, "TLSv1.3", bad.shownBy(LayerRole.SERVER));
    PeerCertificateException refusal = refuse(LayerRole.SERVER, client, peer, bad.alertOfClient);
    assertEquals(told, refusal.fault(), refusal::getMessage);
  }

  /** What stands in a certificate is what its owner wrote. */
  @Rule("TLS-17")
  @Test
  void namesThatWouldBreakALogAreToldInOneLine() throws Exception {
    Identity forged =
        TestCertificates.subject("CN=x\\0Agood line\\0D")
            .signedBy(TestCertificates.authority("CN=y"))
            .dns("localhost")
            .make();
    Layer peer = RawPeer.layer(LayerRole.SERVER, "TLSv1.3", forged);
    PeerCertificateException refusal =
        refuse(LayerRole.SERVER, RING.clientLayer(), peer, "certificate_unknown");
    assertSays(refusal, "good line");
    assertFalse(refusal.getMessage().chars().anyMatch(Character::isISOControl));
  }

  @Rule("TLS-17")
  @Test
  void aCertificateWithManyNamesTellsSome() throws Exception {
    String[] hosts =
        Stream.iterate(0, i -> i + 1).limit(40).map(i -> "host" + i).toArray(String[]::new);
    Identity many = TestCertificates.server(RING.authority, hosts).make();
    PeerCertificateException refusal =
        refuse(
            LayerRole.SERVER,
            RING.clientLayer(),
            RawPeer.layer(LayerRole.SERVER, "TLSv1.2", many),
            "certificate_unknown");
    assertSays(refusal, "host7 and 32 more, not for localhost", "server-name");
  }

  // ---- the two sides ----

  private static PeerCertificateException refuse(
      LayerRole presenter, Layer checking, Layer presenting, String alert) throws Exception {
    boolean serverShows = presenter == LayerRole.SERVER;
    Layer client = serverShows ? checking : presenting;
    Layer server = serverShows ? presenting : checking;
    try (TlsPair pair = TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server)) {
      QioTask<Void> clients = pair.client().handshake();
      QioTask<Void> servers = pair.server().handshake();
      Exception ofClient = failure(clients, pair.client());
      Exception ofServer = failure(servers, pair.server());
      assertSays(serverShows ? ofServer : ofClient, "alert " + alert + ":");
      var refusal =
          assertInstanceOf(
              PeerCertificateException.class, serverShows ? ofClient : ofServer, "who checks");
      assertInstanceOf(SSLPeerUnverifiedException.class, refusal);
      return refusal;
    }
  }

  /** A client of TLS 1.3 is done before it is judged, and learns of it when it reads. */
  private static Exception failure(QioTask<Void> task, QioChannel side) throws Exception {
    try {
      task.await(Duration.ofSeconds(30));
    } catch (IOException e) {
      return e;
    }
    return Work.ioFailure(() -> side.read(ByteBuffer.allocate(1)));
  }

  private static void assertSays(Exception e, String... parts) {
    for (String part : List.of(parts)) {
      assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e.getMessage());
    }
  }
}
