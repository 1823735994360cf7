package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.SIZE;
import static qio.tests.tls.PeerExchange.assertEnd;
import static qio.tests.tls.PeerExchange.bothWays;
import static qio.tests.tls.PeerExchange.connect;
import static qio.tests.tls.PeerExchange.listen;
import static qio.tests.tls.PeerExchange.readText;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;

/** OpenSSL at the other end, as client and as server, in TLS 1.2 and 1.3. */
@Timeout(120)
class OpensslIT {

  private static final Certificates FILES = Certificates.SHARED;

  @BeforeAll
  static void openssl() throws Exception {
    Openssl.assumeInstalled();
  }

  // ---- our server ----

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientGetsAndSendsEveryByte(String version) throws Exception {
    try (QioListener listener = listen("");
        PeerProcess peer =
            Openssl.client(listener, version, "-quiet", "-nocommands", "-no_ign_eof");
        QioChannel server = listener.accept()) {
      bothWays(peer, server);
      peer.input().close();
      assertEnd(server);
      server.close();
      assertEquals(0, peer.end(), peer::complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientIsToldTheEnd(String version) throws Exception {
    try (QioListener listener = listen("");
        PeerProcess peer = Openssl.client(listener, version, "-msg");
        QioChannel server = listener.accept()) {
      server.writeAll(ByteBuffer.wrap("last words".getBytes(StandardCharsets.US_ASCII)));
      server.close();
      assertEquals(0, peer.end(), peer::complaints);
      assertTrue(peer.printedText().contains("last words"), peer::printedText);
      assertTrue(
          peer.printedText()
              .lines()
              .anyMatch(line -> line.startsWith("<<<") && line.contains("close_notify")),
          peer::printedText);
    }
  }

  @Test
  void keyUpdatesOfAClientAreInvisible() throws Exception {
    try (QioListener listener = listen("");
        PeerProcess peer = Openssl.client(listener, "-tls1_3", "-msg");
        QioChannel server = listener.accept()) {
      int updates = 0;
      for (String command : new String[] {"K", "k", "K"}) {
        peer.type("before\n");
        assertEquals("before\n", readText(server, 7));
        peer.type(command + "\n");
        updates++;
        Openssl.awaitKeyUpdates(peer, updates);
        peer.type("after " + command + "\n");
        assertEquals("after " + command + "\n", readText(server, 8));
        server.writeAll(
            ByteBuffer.wrap(("echo " + command + "\n").getBytes(StandardCharsets.US_ASCII)));
        peer.awaitText("echo " + command);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "off"})
  void ticketsAreSentOrNot(String tickets) throws Exception {
    try (QioListener listener = listen("&tickets=" + tickets);
        PeerProcess peer = Openssl.client(listener, "-tls1_3", "-msg");
        QioChannel server = listener.accept()) {
      server.writeAll(ByteBuffer.wrap("and that was all\n".getBytes(StandardCharsets.US_ASCII)));
      peer.awaitText("and that was all");
      assertEquals(
          tickets.equals("on"), peer.printedText().contains("NewSessionTicket"), peer::printedText);
    }
  }

  @Test
  void anApplicationProtocolIsChosen() throws Exception {
    try (QioListener listener = listen("&alpn=qio/1,http/1.1");
        PeerProcess peer = Openssl.client(listener, "-alpn", "h2,qio/1");
        QioChannel server = listener.accept()) {
      server.handshake().await(Duration.ofSeconds(30));
      peer.awaitText("ALPN protocol: qio/1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientWithACertificateIsLetIn(String version) throws Exception {
    try (QioListener listener = listen("&ca=" + FILES.ca() + "&authorize=CN=cli*");
        PeerProcess peer =
            Openssl.client(
                listener,
                version,
                "-quiet",
                "-nocommands",
                "-cert",
                FILES.clientCert().toString(),
                "-key",
                FILES.clientKey().toString());
        QioChannel server = listener.accept()) {
      peer.type("let me in");
      assertEquals("let me in", readText(server, 9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aClientWithoutACertificateIsRefused(String version) throws Exception {
    try (QioListener listener = listen("&client-auth=need&ca=" + FILES.ca());
        PeerProcess peer = Openssl.client(listener, version);
        QioChannel server = listener.accept()) {
      assertThrows(SSLException.class, () -> server.read(ByteBuffer.allocate(1)));
      assertTrue(peer.end() != 0 || peer.complaints().contains("alert"), peer::complaints);
    }
  }

  // ---- our client ----

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aServerAnswers(String version) throws Exception {
    try (PeerProcess peer = Openssl.server(version, "-rev");
        QioChannel client = connect(Openssl.port(peer), "")) {
      for (int i = 0; i < 50; i++) {
        client.writeAll(ByteBuffer.wrap("was it a car\n".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("rac a ti saw\n", readText(client, 13));
      }
      assertFalse(peer.complaints().contains("error"), peer::complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aServerGetsEveryByte(String version) throws Exception {
    byte[] there = new byte[SIZE];
    Arrays.fill(there, (byte) 'x');
    try (PeerProcess peer = Openssl.server(version, "-naccept", "1");
        QioChannel client = connect(Openssl.port(peer), "")) {
      client.writeAll(ByteBuffer.wrap(there));
      client.shutdown(ShutdownMode.WRITE);
      peer.awaitPrinted(
          SIZE + " times x",
          bytes -> {
            int count = 0;
            for (byte b : bytes) {
              count += b == 'x' ? 1 : 0;
            }
            return count >= SIZE;
          });
    }
  }

  @Test
  void keyUpdatesOfAServerAreInvisible() throws Exception {
    try (PeerProcess peer = Openssl.server("-tls1_3", "-msg");
        QioChannel client = connect(Openssl.port(peer), "")) {
      for (int i = 0; i < 3; i++) {
        peer.type("K\n");
        Openssl.awaitKeyUpdates(peer, i + 1);
        peer.type("from the server\n");
        assertEquals("from the server\n", readText(client, 16));
        client.writeAll(
            ByteBuffer.wrap(("answer " + i + "\n").getBytes(StandardCharsets.US_ASCII)));
        peer.awaitText("answer " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aServerThatWantsACertificateGetsOneOrRefuses(String version) throws Exception {
    String own = "&cert=" + FILES.clientCert() + "&key=" + FILES.clientKey();
    try (PeerProcess peer =
        Openssl.server(
            version,
            "-rev",
            "-Verify",
            "1",
            "-verify_return_error",
            "-CAfile",
            FILES.ca().toString())) {
      try (QioChannel client = connect(Openssl.port(peer), own)) {
        client.writeAll(ByteBuffer.wrap("abc\n".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("cba\n", readText(client, 4));
      }
      SSLException refused =
          assertThrows(
              SSLException.class,
              () -> {
                try (QioChannel client = connect(Openssl.port(peer), "")) {
                  client.read(ByteBuffer.allocate(1));
                }
              });
      assertTrue(refused.getMessage().contains("refused"), refused::getMessage);
      assertTrue(
          refused.getMessage().contains("127.0.0.1:" + Openssl.port(peer)), refused::getMessage);
      assertTrue(peer.printedText().contains("ACCEPT"));
    }
  }

  @Test
  void theWrongNameIsRefused() throws Exception {
    try (PeerProcess peer = Openssl.server("-rev")) {
      IOException refused =
          assertThrows(
              IOException.class,
              () ->
                  Qio.connect(
                          "tls+tcp://127.0.0.1:"
                              + Openssl.port(peer)
                              + "?server-name=example.org&ca="
                              + FILES.ca())
                      .close());
      assertInstanceOf(SSLException.class, refused);
      assertTrue(refused.getMessage().contains("example.org"), refused::getMessage);
      assertFalse(peer.printedText().isEmpty());
    }
  }
}
