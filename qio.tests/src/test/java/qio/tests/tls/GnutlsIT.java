package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.assertAgreed;
import static qio.tests.tls.PeerExchange.assertEnd;
import static qio.tests.tls.PeerExchange.bothWays;
import static qio.tests.tls.PeerExchange.connect;
import static qio.tests.tls.PeerExchange.session;
import static qio.tests.tls.PeerExchange.write;
import static qio.tests.tls.PeerExchange.writing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.spi.tls.PeerAlertException;

/** GnuTLS at the other end: {@code gnutls-cli} as a client and {@code gnutls-serv} as a server. */
@Timeout(120)
class GnutlsIT {

  private static final Certificates FILES = Certificates.SHARED;
  private static final String OUR_CERTIFICATE =
      "&cert=" + FILES.clientCert() + "&key=" + FILES.clientKey();
  private static final int LIMIT_SECONDS = 40;

  @TempDir private Path dir;

  @BeforeAll
  static void gnutls() throws Exception {
    PeerProcess.assumeInstalled("gnutls-cli 3", "gnutls-cli", "--version");
    PeerProcess.assumeInstalled("gnutls-serv 3", "gnutls-serv", "--version");
  }

  private static String only(String version) {
    return "NORMAL:-VERS-ALL:+VERS-TLS" + version.substring("TLSv".length());
  }

  // ---- our server ----

  private static QioListener listen() throws IOException {
    return PeerExchange.listen(
        "&client-auth=need&ca=" + FILES.ca() + "&authorize=CN=client&alpn=other,qio/1");
  }

  private Path log() {
    return dir.resolve("log");
  }

  /** It prints nothing but what it receives; what else it has to say is in the log. */
  private PeerProcess client(QioListener listener, String version, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "gnutls-cli",
            "--logfile=" + log(),
            "--x509cafile=" + FILES.ca(),
            "--verify-hostname=localhost",
            "--sni-hostname=localhost",
            "--x509certfile=" + FILES.clientCert(),
            "--x509keyfile=" + FILES.clientKey(),
            "--alpn=qio/1",
            "--priority=" + only(version),
            "--port=" + PeerExchange.port(listener)));
    command.addAll(List.of(more));
    command.add("127.0.0.1");
    return PeerProcess.start(command.toArray(String[]::new));
  }

  private static void assertAgreedWithClient(String version, QioChannel server) throws Exception {
    assertAgreed(version, FILES.clientCert(), server);
    assertEquals(Optional.of("localhost"), session(server).serverName());
    assertEquals(Optional.of("qio/1"), session(server).applicationProtocol());
  }

  private void assertLogged(String text) throws IOException {
    String logged = Files.readString(log());
    assertTrue(logged.contains(text), logged);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientIsToldTheEnd(String version) throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(listener, version);
        QioChannel server = listener.accept()) {
      bothWays(peer, server);
      assertAgreedWithClient(version, server);
      server.close();
      assertEquals(0, peer.end(), peer::complaints);
      assertLogged("The certificate is trusted");
      assertLogged("Peer has closed the GnuTLS connection");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientTellsTheEnd(String version) throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(listener, version);
        QioChannel server = listener.accept()) {
      bothWays(peer, server);
      peer.input().close();
      assertEnd(server);
      server.close();
      assertEquals(0, peer.end(), peer::complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientThatReturnsTakesUpItsSession(String version) throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(listener, version, "--resume", "--waitresumption")) {
      try (QioChannel server = listener.accept()) {
        assertEnd(server);
        assertFalse(session(server).isResumed());
      }
      try (QioChannel server = listener.accept()) {
        bothWays(peer, server);
        assertTrue(session(server).isResumed());
        assertAgreedWithClient(version, server);
      }
      assertEquals(0, peer.end(), peer::complaints);
      assertLogged("*** This is a resumed session");
    }
  }

  // ---- our client ----

  /**
   * It listens on all addresses, there is no option for one; nor does it say which port it took.
   */
  private static PeerProcess server(int port, String version, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "gnutls-serv",
            "--x509certfile=" + FILES.cert(),
            "--x509keyfile=" + FILES.key(),
            "--x509cafile=" + FILES.ca(),
            "--require-client-cert",
            "--verify-client-cert",
            "--alpn=qio/1",
            "--priority=" + only(version),
            "--port=" + port));
    command.addAll(List.of(more));
    PeerProcess peer = PeerProcess.start(command.toArray(String[]::new));
    peer.awaitComplaint("port " + port + "...done");
    return peer;
  }

  private static String toServer() {
    return OUR_CERTIFICATE + "&alpn=other,qio/1";
  }

  private static void assertAgreedWithServer(String version, QioChannel client) throws Exception {
    assertAgreed(version, FILES.cert(), client);
    assertEquals(Optional.of("qio/1"), session(client).applicationProtocol());
  }

  /** Lines, as its echo is one of lines. */
  private static byte[] lines() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("line ").append(i).append(" of many\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerEchoesAndAnswersOurFarewell(String version) throws Exception {
    int port = PeerExchange.freePort();
    byte[] lines = lines();
    try (PeerProcess peer = server(port, version, "--echo");
        QioChannel client = connect(port, toServer())) {
      var written = writing(client, lines);
      ByteBuffer got = ByteBuffer.allocate(lines.length);
      client.readAll(got);
      assertArrayEquals(lines, got.array());
      written.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertAgreedWithServer(version, client);
      client.shutdown(ShutdownMode.WRITE);
      assertEnd(client);
      peer.awaitText("CN=client");
      assertFalse(peer.complaints().contains("Error"), peer::complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void ourClientTakesUpItsSession(String version) throws Exception {
    int port = PeerExchange.freePort();
    try (PeerProcess peer = server(port, version, "--echo")) {
      QioTarget target = Qio.target(PeerExchange.address(port, toServer()), QioOptions.none());
      for (int i = 0; i < 2; i++) {
        try (QioChannel client = target.connect()) {
          write(client, "again\n");
          assertEquals("again\n", PeerExchange.readText(client, 6));
          assertEquals(i > 0, session(client).isResumed(), "connection " + i);
          assertAgreedWithServer(version, client);
        }
      }
      peer.awaitText("*** This is a resumed session");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerRefusesOurClientWithoutACertificate(String version) throws Exception {
    int port = PeerExchange.freePort();
    try (PeerProcess peer = server(port, version, "--echo")) {
      var told =
          assertThrows(
              PeerAlertException.class,
              () -> {
                try (QioChannel client = connect(port, "&alpn=qio/1")) {
                  client.read(ByteBuffer.allocate(1));
                }
              });
      assertTrue(told.getMessage().contains("give one with cert and key"), told::getMessage);
      peer.awaitComplaint("Error in handshake");
    }
  }
}
