package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioTask;
import qio.api.spi.Endpoint;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.credential.Credential;
import qio.spi.tls.credential.CredentialKeyManager;
import qio.spi.tls.peer.TrustManagers;
import qio.tck.Rule;

/** A program, or rules, that decide who is allowed: before any data, on resumed sessions too. */
class PeerAuthorizerTest {

  private static final Keyring RING = Keyring.SHARED;

  @TempDir Path dir;

  private static Layer server(Object... more) throws IOException {
    var options = RING.serverOptions(TlsOptions.CA, RING.ca);
    options.putAll(Keyring.options(more));
    return Keyring.prepare(LayerRole.SERVER, options);
  }

  private static Layer client(Object... more) throws IOException {
    Map<ChannelOption<?>, Object> options =
        Keyring.options(
            TlsOptions.CA, RING.ca,
            TlsOptions.CERT, RING.clientCert,
            TlsOptions.KEY, RING.clientKey);
    options.putAll(Keyring.options(more));
    return new TlsLayerProvider()
        .prepare(
            new LayerRequest(
                LayerRole.CLIENT,
                Optional.of(new Endpoint("tcp", "//localhost:4433")),
                OptionValues.of(options)));
  }

  private static TlsPair open(Layer client, Layer server) throws IOException {
    return TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
  }

  private static PeerCertificateException refusal(QioTask<Void> side) {
    var e = assertThrows(IOException.class, () -> side.await(Duration.ofSeconds(30)));
    var refused = assertInstanceOf(PeerCertificateException.class, e);
    assertEquals(Fault.UNAUTHORIZED, refused.fault());
    return refused;
  }

  @Rule("TLS-21")
  @Test
  void aServerIsAskedAboutItsClientAndAClientAboutItsServer() throws Exception {
    List<TlsPeer> peers = new CopyOnWriteArrayList<>();
    PeerAuthorizer everybody = peers::add;
    try (TlsPair pair =
        open(client(TlsOptions.AUTHORIZER, everybody), server(TlsOptions.AUTHORIZER, everybody))) {
      Handshakes.both(pair);
    }
    assertEquals(
        List.of("C=UK,CN=localhost", "C=UK,CN=qemu"),
        peers.stream().map(TlsPeer::subject).distinct().sorted().toList());
    TlsPeer server =
        peers.stream().filter(peer -> peer.subject().contains("local")).findFirst().orElseThrow();
    assertEquals(List.of("localhost", "qemu.org"), server.dnsNames());
    assertEquals(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"), server.ipAddresses());
    assertEquals(RING.server.certificate(), server.certificate());
    assertEquals(server.certificate(), server.certificates().getFirst());
    assertEquals(64, server.sha256().length());
    assertEquals(Optional.empty(), server.spiffeId());
    assertEquals(List.of(), server.uris());
  }

  @Rule("TLS-21")
  @ParameterizedTest
  @CsvSource({"CLIENT,TLSv1.2", "CLIENT,TLSv1.3", "SERVER,TLSv1.2", "SERVER,TLSv1.3"})
  void whoIsRefusedReadsNothingAndIsTold(LayerRole refusing, String version) throws Exception {
    PeerAuthorizer nobody = peer -> false;
    String most = version.substring("TLSv".length());
    Layer client =
        refusing == LayerRole.CLIENT
            ? client(TlsOptions.AUTHORIZER, nobody, TlsOptions.MAX_VERSION, most)
            : client(TlsOptions.MAX_VERSION, most);
    Layer server = refusing == LayerRole.SERVER ? server(TlsOptions.AUTHORIZER, nobody) : server();
    try (TlsPair pair = open(client, server)) {
      QioTask<Void> clients = pair.client().handshake();
      QioTask<Void> servers = pair.server().handshake();
      var told = refusal(refusing == LayerRole.CLIENT ? clients : servers);
      assertTrue(told.getMessage().contains("sha256:"), told::getMessage);
      var refused = refusing == LayerRole.CLIENT ? pair.server() : pair.client();
      IOException learnt = Work.ioFailure(() -> refused.read(ByteBuffer.allocate(1)));
      assertTrue(learnt.getMessage().contains("certificate_unknown"), learnt::getMessage);
    }
  }

  /** The certificate is not looked at again then, but who is allowed may have changed. */
  @Rule("TLS-21")
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aResumedSessionIsDecidedOnAnew(String version) throws Exception {
    var allowed = new AtomicBoolean(true);
    var asked = new AtomicInteger();
    PeerAuthorizer authorizer =
        peer -> {
          asked.incrementAndGet();
          return allowed.get();
        };
    Layer server = server(TlsOptions.AUTHORIZER, authorizer, TlsOptions.MAX_VERSION, version);
    Layer client = client();
    for (int i = 0; i < 2; i++) {
      try (TlsPair pair = open(client, server)) {
        Handshakes.both(pair);
        pair.server().writeAll(ByteBuffer.allocate(1));
        pair.client().readAll(ByteBuffer.allocate(1)); // and with it the ticket
      }
    }
    assertEquals(3, asked.get(), "twice for the full handshake, once for the resumed one");
    allowed.set(false);
    try (TlsPair pair = open(client, server)) {
      pair.client().handshake();
      refusal(pair.server().handshake());
    }
    assertEquals(4, asked.get(), "it was resumed, too");
  }

  /** Its judge is the caller's own; the rules hold all the same. */
  @Rule("TLS-21")
  @ParameterizedTest
  @CsvSource({"C=UK;CN=nobody,false", "C=UK;CN=qemu,true"})
  void aContextOfTheCallersOwnIsNoWayAround(String subject, boolean allowed) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {
          new CredentialKeyManager(
              new Credential(List.of(RING.server.certificate()), RING.server.key()))
        },
        new TrustManager[] {TrustManagers.of(List.of(RING.authority.certificate()))},
        null);
    Layer server =
        Keyring.prepare(
            LayerRole.SERVER,
            Keyring.options(
                TlsOptions.SSL_CONTEXT, context, TlsOptions.AUTHORIZE, subject.replace(';', ',')));
    try (TlsPair pair = open(client(), server)) {
      pair.client().handshake();
      QioTask<Void> servers = pair.server().handshake();
      if (allowed) {
        servers.await(Duration.ofSeconds(30));
      } else {
        refusal(servers);
      }
    }
  }

  @Rule("TLS-21")
  @ParameterizedTest
  @CsvSource({"true,C=UK*,true", "true,C=DE*,false", "false,C=UK*,false"})
  void rulesAndProgramMustBothAgree(boolean program, String rules, boolean allowed)
      throws Exception {
    PeerAuthorizer own = peer -> program;
    Layer server = server(TlsOptions.AUTHORIZER, own, TlsOptions.AUTHORIZE, rules);
    try (TlsPair pair = open(client(), server)) {
      pair.client().handshake();
      QioTask<Void> servers = pair.server().handshake();
      if (allowed) {
        servers.await(Duration.ofSeconds(30));
      } else {
        refusal(servers);
      }
    }
  }

  @Rule("TLS-21")
  @Test
  void whatAnAuthorizerThrowsIsARefusal() throws Exception {
    PeerAuthorizer broken =
        peer -> {
          throw new IllegalStateException("no database");
        };
    try (TlsPair pair = open(client(), server(TlsOptions.AUTHORIZER, broken))) {
      pair.client().handshake();
      var told = refusal(pair.server().handshake());
      assertTrue(told.getMessage().contains("no database"), told::getMessage);
    }
  }

  @Rule("TLS-21")
  @Test
  void aWorkloadIsAllowedByItsSpiffeIdentity() throws Exception {
    Identity workload =
        TestCertificates.client(RING.authority, "O=SPIRE").uri("spiffe://example.org/web").make();
    Layer client =
        client(
            TlsOptions.CERT,
            workload.writeChain(dir.resolve("w.pem")),
            TlsOptions.KEY,
            workload.writeKey(dir.resolve("w.key")));
    List<String> seen = new CopyOnWriteArrayList<>();
    PeerAuthorizer look = peer -> seen.add(peer.spiffeId().orElse("none"));
    Layer server =
        server(TlsOptions.AUTHORIZE, "spiffe://example.org/w*", TlsOptions.AUTHORIZER, look);
    try (TlsPair pair = open(client, server)) {
      Handshakes.both(pair);
    }
    assertEquals("spiffe://example.org/web", seen.getFirst());
  }

  @Rule("TLS-21")
  @Test
  void itIsOfNoUseWithoutVerificationOrCertificates() {
    PeerAuthorizer everybody = peer -> true;
    var unverified =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Keyring.prepare(
                    LayerRole.CLIENT,
                    Keyring.options(TlsOptions.VERIFY, false, TlsOptions.AUTHORIZER, everybody)));
    assertTrue(unverified.getMessage().contains("verify=off"), unverified::getMessage);
    var unasked =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                server(TlsOptions.AUTHORIZER, everybody, TlsOptions.CLIENT_AUTH, ClientAuth.WANT));
    assertTrue(unasked.getMessage().contains("must be need"), unasked::getMessage);
  }
}
