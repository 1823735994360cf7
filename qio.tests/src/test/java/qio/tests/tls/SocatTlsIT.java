package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static qio.tests.tls.PeerExchange.assertAgreed;
import static qio.tests.tls.PeerExchange.assertEnd;
import static qio.tests.tls.PeerExchange.bothWays;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** socat's {@code OPENSSL} and {@code OPENSSL-LISTEN} at the other end, both with certificates. */
@Timeout(120)
class SocatTlsIT {

  private static final Certificates FILES = Certificates.SHARED;
  private static final String OUR_CERTIFICATE =
      "&cert=" + FILES.clientCert() + "&key=" + FILES.clientKey();

  @BeforeAll
  static void socat() throws Exception {
    PeerProcess.assumeInstalled("OPENSSL 1", "socat", "-V");
  }

  /** Both ends of the range of versions, and who socat is. */
  private static String options(String version, Path cert, Path key) {
    String only = version.substring("TLSv".length());
    return ",min-version=TLS%s,max-version=TLS%s,cafile=%s,verify=1,cert=%s,key=%s"
        .formatted(only, only, FILES.ca(), cert, key);
  }

  private static PeerProcess client(QioListener listener, String options) throws IOException {
    return PeerProcess.start(
        "socat",
        "-t20",
        "-",
        "OPENSSL:127.0.0.1:"
            + PeerExchange.port(listener)
            + ",commonname=localhost,snihost=localhost"
            + options);
  }

  private static PeerProcess server(int port, String options) throws IOException {
    return PeerProcess.start(
        "socat", "-t20", "OPENSSL-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr" + options, "-");
  }

  private static QioListener listen() throws IOException {
    return PeerExchange.listen("&client-auth=need&ca=" + FILES.ca() + "&authorize=CN=client");
  }

  private static String clientOptions(String version) {
    return options(version, FILES.clientCert(), FILES.clientKey());
  }

  /** socat ends by itself, and well, only if it was told the end. */
  private static void assertContent(PeerProcess peer) throws Exception {
    assertEquals(0, peer.end(), peer::complaints);
    assertEquals("", peer.complaints());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientIsToldTheEnd(String version) throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(listener, clientOptions(version));
        QioChannel server = listener.accept()) {
      bothWays(peer, server);
      assertAgreed(version, FILES.clientCert(), server);
      assertEquals("localhost", PeerExchange.session(server).serverName().orElseThrow());
      server.close();
      peer.input().close();
      assertContent(peer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientTellsTheEnd(String version) throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(listener, clientOptions(version));
        QioChannel server = listener.accept()) {
      bothWays(peer, server);
      peer.input().close();
      assertEnd(server);
      server.close();
      assertContent(peer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerIsToldTheEnd(String version) throws Exception {
    int port = PeerExchange.freePort();
    try (PeerProcess peer = server(port, options(version, FILES.cert(), FILES.key()));
        QioChannel client = PeerExchange.connectWhenUp(peer, port, OUR_CERTIFICATE)) {
      bothWays(peer, client);
      assertAgreed(version, FILES.cert(), client);
      client.close();
      peer.input().close();
      assertContent(peer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerTellsTheEnd(String version) throws Exception {
    int port = PeerExchange.freePort();
    try (PeerProcess peer = server(port, options(version, FILES.cert(), FILES.key()));
        QioChannel client = PeerExchange.connectWhenUp(peer, port, OUR_CERTIFICATE)) {
      bothWays(peer, client);
      peer.input().close();
      assertEnd(client);
      client.close();
      assertContent(peer);
    }
  }
}
