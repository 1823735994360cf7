package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import qio.api.QioOptions;
import qio.api.channel.QioTask;
import qio.spi.websocket.WebSocketHandshakeException;
import qio.spi.websocket.WsOptions;
import qio.spi.websocket.WsSession;
import qio.tck.Rule;

/** What a client of ours asks for, and which answers it takes. */
@Rule("WS-9")
final class ClientHandshakeTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What makes an answer out of the request. */
  private interface Answer {
    String to(String request);
  }

  private static WebSocketHandshakeException refused(QioOptions options, Answer answer)
      throws Exception {
    try (RawPeer peer = RawPeer.server(options)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send(answer.to(peer.head()));
      peer.wire().shutdown(qio.api.channel.ShutdownMode.WRITE);
      return assertThrows(WebSocketHandshakeException.class, () -> shaken.await(LIMIT));
    }
  }

  private static void assertSays(String what, Throwable failure) {
    assertTrue(String.valueOf(failure.getMessage()).contains(what), failure.getMessage());
  }

  @Test
  void theRequestSaysWhatTheOptionsSay() throws Exception {
    QioOptions options =
        WsPairs.PATIENT
            .with(WsOptions.PATH, "/caf\u00e9 au?lait=1#x")
            .with(WsOptions.HOST, "example.org")
            .with(WsOptions.ORIGIN, "https://page.example")
            .with(WsOptions.PROTOCOLS, "binary, chat")
            .with(WsOptions.HEADERS, "Authorization: Bearer x\nX-More: 2");
    try (RawPeer peer = RawPeer.server(options)) {
      QioTask<Void> shaken = peer.channel().handshake();
      String head = peer.head();
      assertTrue(head.startsWith("GET /caf%C3%A9%20au?lait=1%23x HTTP/1.1\r\n"), head);
      assertEquals("example.org", RawPeer.field(head, "Host"));
      assertEquals("https://page.example", RawPeer.field(head, "Origin"));
      assertEquals("binary, chat", RawPeer.field(head, "Sec-WebSocket-Protocol"));
      assertEquals("13", RawPeer.field(head, "Sec-WebSocket-Version"));
      assertEquals("Bearer x", RawPeer.field(head, "Authorization"));
      assertEquals("2", RawPeer.field(head, "X-More"));
      assertEquals("", RawPeer.field(head, "Sec-WebSocket-Extensions"));
      assertEquals(16, Base64.getDecoder().decode(RawPeer.field(head, "Sec-WebSocket-Key")).length);
      peer.send(RawPeer.answer(head, "Sec-WebSocket-Protocol: chat\r\nServer: raw\r\n"));
      shaken.await(LIMIT);
      WsSession session = peer.channel().facts(WsSession.class).orElseThrow();
      assertEquals(Optional.of("chat"), session.protocol());
      assertEquals("raw", session.header("server").getFirst());
      assertFalse(session.toString().contains("Bearer"));
    }
  }

  @Test
  void eachRequestHasAKeyOfItsOwn() throws Exception {
    try (RawPeer one = RawPeer.server(WsPairs.PATIENT);
        RawPeer other = RawPeer.server(WsPairs.PATIENT)) {
      one.channel().handshake();
      other.channel().handshake();
      assertFalse(
          RawPeer.field(one.head(), "Sec-WebSocket-Key")
              .equals(RawPeer.field(other.head(), "Sec-WebSocket-Key")));
    }
  }

  @Test
  void framesBehindTheAnswerAreNotLost() throws Exception {
    try (RawPeer peer = RawPeer.server(WsPairs.PATIENT)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.send(
          RawPeer.answer(peer.head(), "")
              + new String(
                  Frame.plain(Frame.BINARY, "early"),
                  java.nio.charset.StandardCharsets.ISO_8859_1));
      shaken.await(LIMIT);
      assertEquals("early", peer.read(5));
    }
  }

  @Test
  void aRefusalIsRepeatedWithItsStatusAndItsWords() throws Exception {
    var failure =
        refused(
            WsPairs.PATIENT,
            request -> "HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nnot you\r\n");
    assertEquals(403, failure.status());
    assertSays("403 Forbidden: not you", failure);
    failure =
        refused(
            WsPairs.PATIENT,
            request ->
                "HTTP/1.1 302 Found\r\nLocation: https://x.example/\r\nContent-Length: 0\r\n\r\n");
    assertEquals(302, failure.status());
    assertSays("https://x.example/", failure);
  }

  @Test
  void anAnswerThatIsNotToThisRequestIsRefused() throws Exception {
    QioOptions plain = WsPairs.PATIENT;
    assertSays(
        "Sec-WebSocket-Accept",
        refused(plain, r -> RawPeer.answer("Sec-WebSocket-Key: " + RawPeer.KEY, "")));
    assertSays(
        "Sec-WebSocket-Accept",
        refused(plain, r -> RawPeer.answer(r, "").replaceAll("Sec-WebSocket-Accept.*\r\n", "")));
    assertSays(
        "something else", refused(plain, r -> RawPeer.answer(r, "").replace("websocket", "h2c")));
    assertSays(
        "something else",
        refused(plain, r -> RawPeer.answer(r, "").replace("Connection: Upgrade\r\n", "")));
    assertSays(
        "not offered", refused(plain, r -> RawPeer.answer(r, "Sec-WebSocket-Protocol: chat\r\n")));
    assertSays(
        "not offered",
        refused(plain, r -> RawPeer.answer(r, "Sec-WebSocket-Extensions: permessage-deflate\r\n")));
    assertSays("twice", refused(plain, r -> RawPeer.answer(r, "Sec-WebSocket-Accept: x\r\n")));
    assertEquals(0, refused(plain, r -> "SSH-2.0-OpenSSH_9\r\n\r\n").status());
    assertEquals(0, refused(plain, r -> "").status());
    assertEquals(0, refused(plain, r -> "HTTP/1.1 101 x\r\n" + "X: y\r\n".repeat(100)).status());
  }

  @Test
  void aServerThatIsSilentIsTooLate() throws Exception {
    QioOptions hurried = WsPairs.PATIENT.with(WsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(50));
    try (RawPeer peer = RawPeer.server(hurried)) {
      assertThrows(SocketTimeoutException.class, peer::readSome);
    }
  }

  @Test
  void optionsThatMakeNoRequestAreRefusedBeforeAnythingIsOpened() {
    for (QioOptions bad :
        new QioOptions[] {
          QioOptions.none().with(WsOptions.PATH, "chat"),
          QioOptions.none().with(WsOptions.HOST, "a\r\nb"),
          QioOptions.none().with(WsOptions.PROTOCOLS, "a b"),
          QioOptions.none().with(WsOptions.HEADERS, "no colon"),
          QioOptions.none().with(WsOptions.HEADERS, "Host: x"),
          QioOptions.none().with(WsOptions.HEADERS, "Sec-WebSocket-Key: x"),
          QioOptions.none().with(WsOptions.ORIGINS, "*"),
          QioOptions.none().with(WsOptions.KEEP_ALIVE, Duration.ZERO)
        }) {
      assertThrows(
          IllegalArgumentException.class, () -> RawPeer.server(bad).close(), bad.toString());
    }
  }

  @Test
  void whatIsNotTheHandshakesFailsWithItsOwnReason() throws Exception {
    try (RawPeer peer = RawPeer.server(WsPairs.PATIENT)) {
      QioTask<Void> shaken = peer.channel().handshake();
      peer.head();
      peer.channel().close();
      assertThrows(IOException.class, () -> shaken.await(LIMIT));
    }
  }
}
