package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.spi.tls.TlsSession;
import qio.spi.websocket.WsSession;
import qio.tck.Job;
import qio.tck.Rule;
import qio.tck.Setting;

/** WebSocket and TLS over each other, by address. */
@Rule("WS-25")
final class WssAddressTest {

  private static final Certificates FILES = Certificates.SHARED;

  @ParameterizedTest
  @ValueSource(strings = {"wss://127.0.0.1:0", "ws+tls+mem:wss", "tls+ws+tcp://127.0.0.1:0"})
  void bothLayersDoTheirPartWhicheverIsAbove(String address) throws Exception {
    String keys = "?cert=" + FILES.cert() + "&key=" + FILES.key();
    try (QioListener listener = Qio.listen(address + keys)) {
      Job<WsSession> server =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                try (QioChannel client = listener.accept()) {
                  ByteBuffer heard = ByteBuffer.allocate(200_000);
                  client.readAll(heard);
                  client.writeAll(heard.flip());
                  assertEquals(QioChannel.EOF, client.read(ByteBuffer.allocate(1)));
                  return client.facts(WsSession.class).orElseThrow();
                }
              });
      String trust = "?ca=" + FILES.ca() + "&server-name=localhost&path=/x";
      String there = address.endsWith(":0") ? listener.localAddress() : address;
      try (QioChannel client = Qio.connect(there + trust)) {
        client.writeAll(ByteBuffer.allocate(200_000));
        client.readAll(ByteBuffer.allocate(200_000));
        assertTrue(client.facts(TlsSession.class).isPresent());
        assertTrue(client.facts(WsSession.class).isPresent());
      }
      assertEquals("/x", server.await().path());
    }
  }

  @Test
  void aClientThatForgetsTlsAndAServerThatDoesAreTold() throws Exception {
    try (QioListener listener = Qio.listen("ws://127.0.0.1:0")) {
      Job<IOException> server =
          Setting.BLOCKING_VIRTUAL.start(
              () -> {
                try (QioChannel client = listener.accept()) {
                  return assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
                }
              });
      String there = listener.localAddress().replace("ws+tcp", "wss");
      assertThrows(IOException.class, () -> Qio.connect(there + "?handshake-timeout=300ms"));
      String told = String.valueOf(server.await().getMessage());
      assertTrue(told.contains("TLS"), told);
    }
  }
}
