package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.spi.websocket.WebSocketHandshakeException;
import qio.spi.websocket.WsSession;
import qio.tck.Job;
import qio.tck.Rule;
import qio.tck.Setting;

/** WebSocket as a host reaches it: by address. */
@Rule("WS-26")
final class WsAddressTest {

  @TempDir Path dir;

  /** Accepts one client, sends back what it says, and tells what it asked for. */
  private static Job<WsSession> answering(QioListener listener) {
    return Setting.BLOCKING_VIRTUAL.start(
        () -> {
          try (QioChannel server = listener.accept()) {
            ByteBuffer heard = ByteBuffer.allocate(5);
            server.readAll(heard);
            server.writeAll(heard.flip());
            assertEquals(QioChannel.EOF, server.read(ByteBuffer.allocate(1)));
            return server.facts(WsSession.class).orElseThrow();
          }
        });
  }

  private static void hello(String address) throws IOException {
    try (QioChannel client = Qio.connect(address)) {
      client.writeAll(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer back = ByteBuffer.allocate(5);
      client.readAll(back);
      assertEquals("hello", new String(back.array(), StandardCharsets.US_ASCII));
      assertTrue(client.facts(WsSession.class).isPresent());
    }
  }

  @Test
  void overTcpThePathFollowsThePortAndTheHostIsThatOfTheAddress() throws Exception {
    try (QioListener listener = Qio.listen("ws://127.0.0.1:0?protocols=binary")) {
      Job<WsSession> server = answering(listener);
      String address = listener.localAddress();
      assertTrue(address.startsWith("ws+tcp://127.0.0.1:"), address);
      hello(address + "/chat%3Froom=1?protocols=text,binary");
      WsSession session = server.await();
      assertEquals("/chat?room=1", session.target());
      assertEquals(address.substring("ws+tcp://".length()), session.host());
      assertEquals(Optional.of("binary"), session.protocol());
    }
  }

  @Test
  void overUnixAndMemoryTheHostIsLocalhostAndThePathAnOption() throws Exception {
    for (String address : new String[] {"ws+unix:" + dir.resolve("ws"), "ws+mem:ws-address"}) {
      try (QioListener listener = Qio.listen(address + "?path=/served")) {
        Job<WsSession> server = answering(listener);
        hello(address + "?path=/served");
        assertEquals("localhost", server.await().host());
      }
    }
  }

  @Test
  void aRefusalFailsConnectWithItsStatusAndLeavesNothing() throws Exception {
    try (QioListener listener = Qio.listen("ws+mem:ws-refusing?path=/served")) {
      Job<Integer> server =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                try (QioChannel client = listener.accept()) {
                  return assertThrows(
                          WebSocketHandshakeException.class,
                          () -> client.read(ByteBuffer.allocate(1)))
                      .status();
                }
              });
      WebSocketHandshakeException refused =
          assertThrows(
              WebSocketHandshakeException.class, () -> Qio.connect("ws+mem:ws-refusing?path=/"));
      assertEquals(404, refused.status());
      assertTrue(String.valueOf(refused.getMessage()).contains("not served"));
      assertEquals(404, server.await());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws+mem:x?path=chat",
        "ws+mem:x?origins=*",
        "ws+mem:x?protocols=a%20b",
        "ws+mem:x?headers=Host:%20x",
        "ws+mem:x?max-frame=1",
        "ws+mem:x?keep-alive=0s",
        "ws+mem:x?text=maybe",
        "ws+mem:x?nonsense=1"
      })
  void whatIsWrongInAnAddressIsToldBeforeAnythingIsOpened(String address) {
    assertThrows(InvalidAddressException.class, () -> Qio.connect(address));
  }

  @Test
  void whatIsForTheOtherSideIsRefused() {
    for (String option : new String[] {"origin=https://x", "headers=A:%20b"}) {
      assertThrows(
          InvalidAddressException.class, () -> Qio.listen("ws+mem:ws-side?" + option).close());
    }
  }

  @Test
  void messagesAreNoStreamToPutItOn() {
    IOException refused =
        assertThrows(IOException.class, () -> Qio.connect("ws+udp://127.0.0.1:9"));
    assertTrue(String.valueOf(refused.getMessage()).contains("stream"), refused.getMessage());
  }
}
