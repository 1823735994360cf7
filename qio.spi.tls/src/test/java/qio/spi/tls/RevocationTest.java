package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioTask;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.peer.UnverifiedPeers;
import qio.tck.Rule;

/** Certificates that were good until their authority revoked them, by lists of it. */
class RevocationTest {

  private static final Keyring RING = Keyring.SHARED;
  private static final Instant SOON = Instant.now().plus(Duration.ofDays(1));
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path dir;

  private static Object list(Identity authority, Instant until, X509Certificate... revoked)
      throws Exception {
    var builder =
        new JcaX509v2CRLBuilder(
            authority.certificate().getSubjectX500Principal(), Date.from(LONG_AGO));
    builder.setNextUpdate(Date.from(until));
    for (X509Certificate certificate : revoked) {
      BigInteger serial = certificate.getSerialNumber();
      builder.addCRLEntry(serial, Date.from(LONG_AGO), CRLReason.keyCompromise);
    }
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key());
    return new JcaX509CRLConverter().getCRL(builder.build(signer));
  }

  private Path crl(Object... lists) throws IOException {
    return TestCertificates.pem(dir.resolve("crl.pem"), lists);
  }

  /** A layer of who checks: a client its server, or a server its client. */
  private static Layer checking(LayerRole role, Object... more) throws IOException {
    Map<ChannelOption<?>, Object> options =
        new HashMap<>(
            role == LayerRole.CLIENT
                ? RING.clientOptions()
                : RING.serverOptions(
                    TlsOptions.CA, RING.ca, TlsOptions.CLIENT_AUTH, ClientAuth.NEED));
    options.putAll(Keyring.options(more));
    return Keyring.prepare(role, options);
  }

  /** How who checks takes a peer: null is well. */
  private static PeerCertificateException judge(
      LayerRole role, Layer checking, Identity shown, String version, String alert)
      throws Exception {
    LayerRole other = role == LayerRole.CLIENT ? LayerRole.SERVER : LayerRole.CLIENT;
    Layer peer = RawPeer.layer(other, version, shown);
    boolean client = role == LayerRole.CLIENT;
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 1),
            client ? checking : peer,
            client ? peer : checking)) {
      QioTask<Void> clients = pair.client().handshake();
      QioTask<Void> servers = pair.server().handshake();
      try {
        (client ? clients : servers).await(Duration.ofSeconds(30));
        return null;
      } catch (PeerCertificateException e) {
        var told = client ? pair.server() : pair.client();
        IOException learnt = Work.ioFailure(() -> told.read(ByteBuffer.allocate(1)));
        assertEquals(alert, assertInstanceOf(PeerAlertException.class, learnt).alert().toString());
        return e;
      }
    }
  }

  private static Identity identity(LayerRole checking) {
    return checking == LayerRole.CLIENT ? RING.server : RING.client;
  }

  @Rule("TLS-24")
  @ParameterizedTest
  @CsvSource({
    "CLIENT,TLSv1.2,certificate_revoked",
    "CLIENT,TLSv1.3,certificate_revoked",
    "SERVER,TLSv1.2,certificate_unknown",
    "SERVER,TLSv1.3,certificate_unknown"
  })
  void aRevokedCertificateIsRefusedAndOthersAreNot(LayerRole role, String version, String alert)
      throws Exception {
    Layer none = checking(role, TlsOptions.CRL, crl(list(RING.authority, SOON)));
    assertNull(judge(role, none, identity(role), version, alert));
    X509Certificate revoked = identity(role).certificate();
    for (RevocationCheck check : List.of(RevocationCheck.SOFT, RevocationCheck.HARD)) {
      Path lists = crl(list(RING.authority, SOON, revoked));
      Layer one = checking(role, TlsOptions.CRL, lists, TlsOptions.REVOCATION, check);
      PeerCertificateException refusal = judge(role, one, identity(role), version, alert);
      assertEquals(Fault.REVOKED, refusal.fault(), refusal::getMessage);
      assertTrue(refusal.getMessage().contains("KEY_COMPROMISE"), refusal::getMessage);
    }
  }

  /** There is an old list only, or one of somebody else. */
  @Rule("TLS-24")
  @ParameterizedTest
  @CsvSource({"old,CLIENT", "other,CLIENT", "old,SERVER", "other,SERVER"})
  void whatNoListCanSayIsRefusedOrAcceptedAsTheOptionSays(String known, LayerRole role)
      throws Exception {
    Object list =
        known.equals("old")
            ? list(RING.authority, LONG_AGO.plusSeconds(1))
            : list(TestCertificates.authority("CN=other"), SOON);
    List<Object> options = new ArrayList<>(List.of(TlsOptions.CRL, crl(list)));
    options.add(TlsOptions.REVOCATION);
    options.add(RevocationCheck.SOFT);
    Layer soft = checking(role, options.toArray());
    assertNull(judge(role, soft, identity(role), "TLSv1.3", "certificate_unknown"));
    options.set(options.size() - 1, RevocationCheck.HARD);
    Layer hard = checking(role, options.toArray());
    PeerCertificateException refusal =
        judge(role, hard, identity(role), "TLSv1.3", "certificate_unknown");
    assertEquals(Fault.REVOCATION_UNKNOWN, refusal.fault(), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("revocation=soft"), refusal::getMessage);
  }

  @Rule("TLS-24")
  @Test
  void anAuthorityBetweenCanBeRevokedByTheOneAbove() throws Exception {
    Identity between =
        TestCertificates.subject("C=UK,CN=between").authority().signedBy(RING.authority).make();
    Identity leaf = TestCertificates.server(between, "localhost").make();
    Object own = list(between, SOON);
    Layer good = checking(LayerRole.CLIENT, TlsOptions.CRL, crl(list(RING.authority, SOON), own));
    assertNull(judge(LayerRole.CLIENT, good, leaf, "TLSv1.3", ""));
    Object above = list(RING.authority, SOON, between.certificate());
    Layer bad = checking(LayerRole.CLIENT, TlsOptions.CRL, crl(above, own));
    PeerCertificateException refusal =
        judge(LayerRole.CLIENT, bad, leaf, "TLSv1.3", "certificate_revoked");
    assertEquals(Fault.REVOKED, refusal.fault());
  }

  /** What is not known of the one above must not hide what is known of the one below. */
  @Rule("TLS-24")
  @Test
  void acceptingWhatIsUnknownDoesNotHideWhatIsKnown() throws Exception {
    Identity between =
        TestCertificates.subject("C=UK,CN=between")
            .authority()
            .keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign, true)
            .signedBy(RING.authority)
            .make();
    Identity leaf = TestCertificates.server(between, "localhost").make();
    Path known = crl(list(between, SOON, leaf.certificate()));
    Layer client =
        checking(
            LayerRole.CLIENT, TlsOptions.CRL, known, TlsOptions.REVOCATION, RevocationCheck.SOFT);
    assertEquals(
        Fault.REVOKED,
        judge(LayerRole.CLIENT, client, leaf, "TLSv1.3", "certificate_revoked").fault());
  }

  @Rule({"TLS-20", "TLS-24"})
  @Test
  void aListThatIsRenewedHolds() throws Exception {
    Path file = crl(list(RING.authority, SOON));
    Layer client = checking(LayerRole.CLIENT, TlsOptions.CRL, file);
    assertNull(judge(LayerRole.CLIENT, client, RING.server, "TLSv1.3", ""));
    Path next =
        TestCertificates.pem(
            dir.resolve("next"), list(RING.authority, SOON, RING.server.certificate()));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    Work.await(
        "the certificate is revoked",
        () -> {
          try {
            return judge(LayerRole.CLIENT, client, RING.server, "TLSv1.3", "certificate_revoked")
                != null;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Rule("TLS-24")
  @Test
  void aListInDerIsReadAndWhatIsNoneIsNamed() throws Exception {
    var list = (X509CRL) list(RING.authority, SOON, RING.server.certificate());
    Path der = Files.write(dir.resolve("crl.der"), list.getEncoded());
    Layer client = checking(LayerRole.CLIENT, TlsOptions.CRL, der);
    assertEquals(
        Fault.REVOKED,
        judge(LayerRole.CLIENT, client, RING.server, "TLSv1.3", "certificate_revoked").fault());
    IOException none = Work.ioFailure(() -> checking(LayerRole.CLIENT, TlsOptions.CRL, RING.ca));
    assertTrue(none.getMessage().contains("holds no list of revoked"), none::getMessage);
    Path damaged = Files.write(dir.resolve("damaged"), new byte[] {48, 3, 1, 1});
    IOException bad = Work.ioFailure(() -> checking(LayerRole.CLIENT, TlsOptions.CRL, damaged));
    assertTrue(bad.getMessage().contains("crl=" + damaged), bad::getMessage);
    assertTrue(bad.getMessage().contains("damaged"), bad::getMessage);
  }

  @Rule("TLS-24")
  @Test
  void optionsThatDoNotFitAreRefused() throws Exception {
    Path file = crl(list(RING.authority, SOON));
    var alone =
        assertThrows(
            IllegalArgumentException.class,
            () -> checking(LayerRole.CLIENT, TlsOptions.REVOCATION, RevocationCheck.SOFT));
    assertTrue(alone.getMessage().contains("crl=FILE"), alone::getMessage);
    var unverified =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Keyring.prepare(
                    LayerRole.CLIENT,
                    Keyring.options(TlsOptions.VERIFY, false, TlsOptions.CRL, file)));
    assertTrue(unverified.getMessage().contains("verify=off"), unverified::getMessage);
    var context =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Keyring.prepare(
                    LayerRole.CLIENT,
                    Keyring.options(
                        TlsOptions.SSL_CONTEXT, Engines.context(), TlsOptions.CRL, file)));
    assertTrue(context.getMessage().contains("leave out crl"), context::getMessage);
  }

  @Rule("TLS-72")
  @Test
  void stapledIsForClientsThatJudgeByOptions() {
    assertRefused(
        "enableStatusRequestExtension=true",
        LayerRole.SERVER,
        RING.serverOptions(TlsOptions.STAPLED, StapledCheck.REQUIRE));
    assertRefused(
        "verify=off",
        LayerRole.CLIENT,
        Keyring.options(TlsOptions.VERIFY, false, TlsOptions.STAPLED, StapledCheck.CHECK));
    assertRefused(
        "getStatusResponses",
        LayerRole.CLIENT,
        Keyring.options(
            TlsOptions.SERVER_NAME,
            "localhost",
            TlsOptions.TRUST_MANAGER,
            new UnverifiedPeers(),
            TlsOptions.STAPLED,
            StapledCheck.CHECK));
    assertRefused(
        "leave out stapled",
        LayerRole.CLIENT,
        Keyring.options(
            TlsOptions.SSL_CONTEXT, Engines.context(), TlsOptions.STAPLED, StapledCheck.CHECK));
  }

  private static void assertRefused(
      String why, LayerRole role, Map<ChannelOption<?>, Object> options) {
    var e = assertThrows(IllegalArgumentException.class, () -> Keyring.prepare(role, options));
    assertTrue(e.getMessage().contains(why), e::getMessage);
  }
}
