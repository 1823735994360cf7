package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.QioOptions;
import qio.api.channel.QioTask;
import qio.spi.websocket.WebSocketHandshakeException;
import qio.spi.websocket.WsOptions;
import qio.spi.websocket.WsSession;
import qio.tck.Rule;

/** What a server of ours accepts, and how it refuses the rest. */
final class ServerHandshakeTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static String without(String header) {
    return RawPeer.REQUEST
        .lines()
        .filter(line -> !line.startsWith(header))
        .map(line -> line + "\r\n")
        .reduce("", String::concat);
  }

  private static String with(String header, String value) {
    return without(header) + header + ": " + value + "\r\n";
  }

  private static String firstLine(String line) {
    return line + "\r\n" + RawPeer.REQUEST.substring(RawPeer.REQUEST.indexOf("Host"));
  }

  /** Sends a request and answers the head of the answer; both ends agree on what it says. */
  private static String refused(int status, QioOptions options, String request) throws Exception {
    try (RawPeer peer = RawPeer.client(options)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send(request);
      String head = peer.head();
      assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
      assertEquals("close", RawPeer.field(head, "Connection"));
      assertFalse(RawPeer.field(head, "Date").isEmpty(), head);
      var failure = assertThrows(WebSocketHandshakeException.class, () -> shaken.await(LIMIT));
      assertEquals(status, failure.status());
      peer.channel().close();
      String why = peer.rest().strip();
      assertTrue(
          String.valueOf(failure.getMessage()).contains(why), failure.getMessage() + " / " + why);
      assertTrue(String.valueOf(failure.getMessage()).contains("ws+mem"), failure.getMessage());
      return head;
    }
  }

  @Test
  @Rule({"WS-2", "WS-8"})
  void theExampleOfTheRfcIsAnsweredAsItSaysAndTheHostLearnsWhatWasAskedFor() throws Exception {
    try (RawPeer peer = RawPeer.client(WsPairs.PATIENT)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send(RawPeer.REQUEST + "\r\n");
      String head = peer.head();
      assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", RawPeer.field(head, "Sec-WebSocket-Accept"));
      assertEquals("websocket", RawPeer.field(head, "Upgrade"));
      assertEquals("Upgrade", RawPeer.field(head, "Connection"));
      assertEquals("", RawPeer.field(head, "Sec-WebSocket-Protocol"));
      assertEquals("", RawPeer.field(head, "Sec-WebSocket-Extensions"));
      shaken.await(LIMIT);
      WsSession session = peer.channel().facts(WsSession.class).orElseThrow();
      assertEquals("/chat?room=1", session.target());
      assertEquals("/chat", session.path());
      assertEquals(Optional.of("room=1"), session.query());
      assertEquals("server.example", session.host());
      assertEquals(Optional.empty(), session.origin());
      assertEquals(List.of("13"), session.header("sec-websocket-VERSION"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100})
  @Rule("WS-5")
  void aRequestInPiecesIsARequestAndFramesBehindItAreNotLost(int piece) throws Exception {
    try (RawPeer peer = RawPeer.client(WsPairs.PATIENT)) {
      QioTask<Void> shaken = peer.channel().handshake();
      byte[] request =
          (RawPeer.REQUEST + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      byte[] frame = Frame.masked(Frame.BINARY, "at once");
      byte[] all = java.util.Arrays.copyOf(request, request.length + frame.length);
      System.arraycopy(frame, 0, all, request.length, frame.length);
      for (int at = 0; at < all.length; at += piece) {
        peer.send(java.util.Arrays.copyOfRange(all, at, Math.min(all.length, at + piece)));
      }
      shaken.await(LIMIT);
      assertEquals("at once", peer.read(7));
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(400, "stats\r\n\r\n"),
        Arguments.of(400, "GET\r\n\r\n"),
        Arguments.of(400, "GET /\r\n\r\n"),
        Arguments.of(400, firstLine("GET  / HTTP/1.1")),
        Arguments.of(400, firstLine("GET chat HTTP/1.1")),
        Arguments.of(400, firstLine("GET / HTTP/1.0")),
        Arguments.of(400, firstLine("GET / HTTP/1.15")),
        Arguments.of(505, firstLine("GET / HTTP/2.0")),
        Arguments.of(405, firstLine("POST / HTTP/1.1")),
        Arguments.of(400, without("Host")),
        Arguments.of(400, RawPeer.REQUEST + "Host: another.example\r\n"),
        Arguments.of(426, without("Upgrade")),
        Arguments.of(426, with("Upgrade", "h2c")),
        Arguments.of(426, without("Connection")),
        Arguments.of(426, with("Connection", "close")),
        Arguments.of(426, without("Sec-WebSocket-Version")),
        Arguments.of(426, with("Sec-WebSocket-Version", "8")),
        Arguments.of(400, without("Sec-WebSocket-Key")),
        Arguments.of(400, with("Sec-WebSocket-Key", "c2hvcnQ=")),
        Arguments.of(400, with("Sec-WebSocket-Key", "!!!!!!!!!!!!!!!!!!!!!!==")),
        Arguments.of(400, RawPeer.REQUEST + "no colon\r\n"),
        Arguments.of(400, RawPeer.REQUEST + "Bad name: x\r\n"),
        Arguments.of(400, RawPeer.REQUEST + ": x\r\n"),
        Arguments.of(400, RawPeer.REQUEST + "X: a\u0000b\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  @Rule("WS-3")
  void whatIsNoRequestForAWebSocketIsRefusedAndBothSidesLearnWhy(int status, String request)
      throws Exception {
    String head = refused(status, WsPairs.PATIENT, request + "\r\n");
    if (status == 426) {
      assertEquals("13", RawPeer.field(head, "Sec-WebSocket-Version"));
      assertEquals("websocket", RawPeer.field(head, "Upgrade"));
    }
  }

  @Test
  @Rule("WS-3")
  void namesAndTokensOfHeadersAreReadInAnyCaseWithBlanksAround() throws Exception {
    try (RawPeer peer = RawPeer.client(WsPairs.PATIENT)) {
      peer.channel().handshake();
      peer.send(without("Upgrade").replace("Upgrade", "uPGRADE") + "uPGrade:   WebSocket \r\n\r\n");
      assertTrue(peer.head().startsWith("HTTP/1.1 101 "));
    }
  }

  @Test
  @Rule("WS-4")
  void manyHeadersAreTakenAndTooManyOrTooLongOnesRefused() throws Exception {
    String some = "X-%d: y\r\n".repeat(50);
    try (RawPeer peer = RawPeer.client(WsPairs.PATIENT)) {
      peer.channel().handshake();
      peer.send(RawPeer.REQUEST + some + "\r\n");
      assertTrue(peer.head().startsWith("HTTP/1.1 101 "));
    }
    refused(431, WsPairs.PATIENT, RawPeer.REQUEST + "X: y\r\n".repeat(60) + "\r\n");
    refused(431, WsPairs.PATIENT, RawPeer.REQUEST + "X: " + "y".repeat(9000) + "\r\n\r\n");
    refused(431, WsPairs.PATIENT, "y".repeat(20_000));
  }

  @Test
  @Rule("WS-4")
  void aClientThatIsSlowIsToldSoAndNothingHangs() throws Exception {
    QioOptions hurried = WsPairs.PATIENT.with(WsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(100));
    try (RawPeer peer = RawPeer.client(hurried)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send("GET / HTTP/1.1\r\n");
      assertTrue(peer.head().startsWith("HTTP/1.1 408 "));
      var late = assertThrows(SocketTimeoutException.class, () -> shaken.await(LIMIT));
      assertTrue(String.valueOf(late.getMessage()).contains("handshake-timeout"));
      assertThrows(SocketTimeoutException.class, peer::readSome);
    }
  }

  @Test
  @Rule("WS-3")
  void aClientThatHangsUpFailsTheHandshakeAndIsAnsweredNothing() throws Exception {
    try (RawPeer peer = RawPeer.client(WsPairs.PATIENT)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send("GET / HTTP/1.1\r\n");
      peer.wire().shutdown(qio.api.channel.ShutdownMode.WRITE);
      assertEquals(
          0, assertThrows(WebSocketHandshakeException.class, () -> shaken.await(LIMIT)).status());
      peer.channel().close();
      assertEquals("", peer.rest());
    }
  }

  @Test
  @Rule("WS-3")
  void aClientThatSpeaksTlsIsRecognised() throws Exception {
    try (RawPeer peer = RawPeer.client(WsPairs.PATIENT)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send(new byte[] {0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5});
      peer.send("\r\n\r\n");
      IOException failure = assertThrows(IOException.class, () -> shaken.await(LIMIT));
      assertTrue(String.valueOf(failure.getMessage()).contains("TLS"), failure.getMessage());
    }
  }

  private static String protocolFor(String offered, String spoken) throws Exception {
    QioOptions options =
        spoken.isEmpty() ? WsPairs.PATIENT : WsPairs.PATIENT.with(WsOptions.PROTOCOLS, spoken);
    try (RawPeer peer = RawPeer.client(options)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send(RawPeer.REQUEST + offered + "\r\n");
      String chosen = RawPeer.field(peer.head(), "Sec-WebSocket-Protocol");
      shaken.await(LIMIT);
      WsSession session = peer.channel().facts(WsSession.class).orElseThrow();
      assertEquals(chosen, session.protocol().orElse(""));
      return chosen;
    }
  }

  @Test
  @Rule("WS-6")
  void theServerChoosesTheFirstOfItsOwnSubProtocolsThatIsOffered() throws Exception {
    assertEquals("", protocolFor("", "binary"));
    assertEquals("binary", protocolFor("Sec-WebSocket-Protocol: base64, binary\r\n", "binary"));
    assertEquals(
        "binary",
        protocolFor(
            "Sec-WebSocket-Protocol: base64\r\nSec-WebSocket-Protocol: binary\r\n",
            "binary,base64"));
    assertEquals("", protocolFor("Sec-WebSocket-Protocol: chat\r\n", ""));
    refused(
        400,
        WsPairs.PATIENT.with(WsOptions.PROTOCOLS, "binary"),
        RawPeer.REQUEST + "Sec-WebSocket-Protocol: chat\r\n\r\n");
  }

  private static void accepted(QioOptions options, String more) throws Exception {
    try (RawPeer peer = RawPeer.client(options)) {
      peer.channel().handshake();
      peer.send(RawPeer.REQUEST + more + "\r\n");
      String head = peer.head();
      assertTrue(head.startsWith("HTTP/1.1 101 "), head);
    }
  }

  @Test
  @Rule("WS-7")
  void pagesOfTheSameHostMayConnectAndOthersOnlyIfTheyAreListed() throws Exception {
    String foreign = "Origin: https://evil.example\r\n";
    QioOptions plain = WsPairs.PATIENT;
    accepted(plain, "Origin: https://server.example\r\n");
    accepted(plain, "Origin: https://Server.Example:443\r\n");
    refused(403, plain, RawPeer.REQUEST + foreign + "\r\n");
    refused(403, plain, RawPeer.REQUEST + "Origin: null\r\n\r\n");
    refused(403, plain, RawPeer.REQUEST + "Origin: https://server.example:8443\r\n\r\n");
    QioOptions listed = plain.with(WsOptions.ORIGINS, "https://a.example, https://evil.example");
    accepted(listed, foreign);
    refused(403, listed, RawPeer.REQUEST + "Origin: https://server.example\r\n\r\n");
    accepted(plain.with(WsOptions.ORIGINS, "*"), foreign);
    accepted(listed, "");
  }

  @Test
  @Rule("WS-8")
  void aPathAndAHostThatAreSetAreTheOnlyOnesServed() throws Exception {
    accepted(WsPairs.PATIENT.with(WsOptions.PATH, "/chat"), "");
    accepted(WsPairs.PATIENT.with(WsOptions.PATH, "/chat?room=1"), "");
    refused(404, WsPairs.PATIENT.with(WsOptions.PATH, "/"), RawPeer.REQUEST + "\r\n");
    refused(404, WsPairs.PATIENT.with(WsOptions.PATH, "/chat?room=2"), RawPeer.REQUEST + "\r\n");
    accepted(WsPairs.PATIENT.with(WsOptions.HOST, "SERVER.example"), "");
    refused(403, WsPairs.PATIENT.with(WsOptions.HOST, "other.example"), RawPeer.REQUEST + "\r\n");
  }
}
