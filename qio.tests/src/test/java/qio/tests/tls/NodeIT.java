package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.assertAgreed;
import static qio.tests.tls.PeerExchange.assertEnd;
import static qio.tests.tls.PeerExchange.bothWays;
import static qio.tests.tls.PeerExchange.connect;
import static qio.tests.tls.PeerExchange.readText;
import static qio.tests.tls.PeerExchange.session;
import static qio.tests.tls.PeerExchange.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;

/** Node's {@code tls} at the other end, as client and as server, both with certificates. */
@Timeout(120)
class NodeIT {

  private static final Certificates FILES = Certificates.SHARED;
  private static final String OUR_CERTIFICATE =
      "&cert=" + FILES.clientCert() + "&key=" + FILES.clientKey();
  private static final Pattern LISTENS = Pattern.compile("listens (\\d+)\n");

  /** What both do: standard input goes out, what comes in is printed, the rest is said aside. */
  private static final String COMMON =
      """
      const tls = require('tls'), fs = require('fs');
      const [, version, ca, cert, key, port] = process.argv;
      const say = (...words) => console.error(...words);
      const common = {
        ca: fs.readFileSync(ca), cert: fs.readFileSync(cert), key: fs.readFileSync(key),
        minVersion: version, maxVersion: version, ALPNProtocols: ['qio/1'], allowHalfOpen: true };
      const agreed = s => say('agreed', s.getProtocol(), s.alpnProtocol, s.authorized,
        (s.getPeerCertificate().subject || {}).CN, s.isSessionReused() ? 'again' : 'new');
      const pass = s => {
        s.on('error', e => { say('error', e.code); process.exitCode = 1; });
        s.on('end', () => say('end'));
        s.on('close', failed => { say('close', failed); process.stdin.destroy(); });
        process.stdin.pipe(s);
        s.pipe(process.stdout);
      };
      """;

  private static final String CLIENT =
      COMMON
          + """
          const s = tls.connect(
            { ...common, host: '127.0.0.1', port: +port, servername: 'localhost' },
            () => agreed(s));
          pass(s);
          """;

  /**
   * Comes back with the last session that it was given, when the first connection has ended. Node
   * keeps no certificate with a session: whoever asks for its subject then throws, and ends Node.
   */
  private static final String RETURNING_CLIENT =
      COMMON
          + """
          const meet = (session, then) => {
            const s = tls.connect(
              { ...common, host: '127.0.0.1', port: +port, servername: 'localhost', session },
              () => { agreed(s); s.write('hello'); });
            let kept;
            s.on('session', given => kept = given);
            s.on('error', e => { say('error', e.code, e.message); process.exitCode = 1; });
            s.on('data', data => process.stdout.write(data));
            s.on('end', () => { say('end'); s.end(); });
            s.on('close', failed => { say('close', failed); then(kept); });
          };
          meet(undefined, kept => meet(kept, () => process.stdin.destroy()));
          """;

  /** Serves one connection. */
  private static final String SERVER =
      COMMON
          + """
          const server = tls.createServer(
            { ...common, requestCert: true, rejectUnauthorized: true },
            s => {
              say('asked for', s.servername);
              agreed(s);
              pass(s);
              server.close();
            });
          server.on('tlsClientError', e => say('refused', e.code));
          server.listen(0, '127.0.0.1', () => say('listens', server.address().port));
          """;

  @BeforeAll
  static void node() throws Exception {
    PeerProcess.assumeInstalled("v", "node", "--version");
  }

  private static PeerProcess start(
      String script, String version, Certificates files, boolean asServer, String port)
      throws IOException {
    return PeerProcess.start(
        "node",
        "-e",
        script,
        version,
        FILES.ca().toString(),
        (asServer ? files.cert() : files.clientCert()).toString(),
        (asServer ? files.key() : files.clientKey()).toString(),
        port);
  }

  private static void assertContent(PeerProcess peer) throws Exception {
    assertEquals(0, peer.end(), peer::complaints);
    assertFalse(peer.complaints().contains("error"), peer::complaints);
    assertTrue(peer.complaints().contains("end\n"), peer::complaints);
  }

  // ---- our server ----

  private static QioListener listen() throws IOException {
    return PeerExchange.listen(
        "&client-auth=need&ca=" + FILES.ca() + "&authorize=CN=client&alpn=other,qio/1");
  }

  private static PeerProcess client(String script, QioListener listener, String version)
      throws IOException {
    return start(script, version, FILES, false, PeerExchange.port(listener));
  }

  private static void assertAgreedWithClient(String version, QioChannel server) throws Exception {
    assertAgreed(version, FILES.clientCert(), server);
    assertEquals(Optional.of("localhost"), session(server).serverName());
    assertEquals(Optional.of("qio/1"), session(server).applicationProtocol());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientIsToldTheEnd(String version) throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(CLIENT, listener, version);
        QioChannel server = listener.accept()) {
      bothWays(peer, server);
      assertAgreedWithClient(version, server);
      server.shutdown(ShutdownMode.WRITE);
      peer.awaitComplaint("end\n");
      peer.input().close();
      assertEnd(server);
      server.close();
      assertContent(peer);
      peer.awaitComplaint("agreed " + version + " qio/1 true localhost new");
    }
  }

  @Test
  void aClientThatHasEndedItsWritingReadsOn() throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(CLIENT, listener, "TLSv1.3");
        QioChannel server = listener.accept()) {
      peer.type("that's it");
      peer.input().close();
      assertEquals("that's it", readText(server, 9));
      assertEnd(server);
      write(server, "not yet for us");
      peer.awaitText("not yet for us");
      server.close();
      assertContent(peer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aClientThatReturnsTakesUpItsSession(String version) throws Exception {
    try (QioListener listener = listen();
        PeerProcess peer = client(RETURNING_CLIENT, listener, version)) {
      for (String seen : new String[] {"new", "again"}) {
        try (QioChannel server = listener.accept()) {
          assertEquals("hello", readText(server, 5));
          assertAgreedWithClient(version, server);
          assertEquals(seen.equals("again"), session(server).isResumed(), seen);
          write(server, "welcome " + seen);
          server.shutdown(ShutdownMode.WRITE);
          assertEnd(server);
        }
        peer.awaitText("welcome " + seen);
        String whom = seen.equals("new") ? " localhost " : " undefined ";
        peer.awaitComplaint("agreed " + version + " qio/1 true" + whom + seen);
      }
      assertContent(peer);
    }
  }

  // ---- our client ----

  private static PeerProcess server(String version) throws Exception {
    PeerProcess peer = start(SERVER, version, FILES, true, "0");
    peer.awaitComplaint("listens "); // a whole line at once
    return peer;
  }

  private static int port(PeerProcess server) {
    Matcher listens = LISTENS.matcher(server.complaints());
    assertTrue(listens.find(), server::complaints);
    return Integer.parseInt(listens.group(1));
  }

  private static String toServer() {
    return OUR_CERTIFICATE + "&alpn=other,qio/1";
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerIsToldTheEnd(String version) throws Exception {
    try (PeerProcess peer = server(version);
        QioChannel client = connect(port(peer), toServer())) {
      bothWays(peer, client);
      assertAgreed(version, FILES.cert(), client);
      assertEquals(Optional.of("qio/1"), session(client).applicationProtocol());
      client.shutdown(ShutdownMode.WRITE);
      peer.awaitComplaint("end\n");
      peer.input().close();
      assertEnd(client);
      client.close();
      assertContent(peer);
      peer.awaitComplaint("asked for localhost");
      peer.awaitComplaint("agreed " + version + " qio/1 true client new");
    }
  }

  @Test
  void aServerThatHasEndedItsWritingReadsOn() throws Exception {
    try (PeerProcess peer = server("TLSv1.3");
        QioChannel client = connect(port(peer), toServer())) {
      peer.type("that's it");
      peer.input().close();
      assertEquals("that's it", readText(client, 9));
      assertEnd(client);
      write(client, "not yet for us");
      peer.awaitText("not yet for us");
      client.close();
      assertContent(peer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerRefusesOurClientWithoutACertificate(String version) throws Exception {
    try (PeerProcess peer = server(version)) {
      assertThrows(
          SSLException.class,
          () -> {
            try (QioChannel client = connect(port(peer), "&alpn=qio/1")) {
              client.read(ByteBuffer.allocate(1));
            }
          });
      peer.awaitComplaint("refused ");
    }
  }
}
