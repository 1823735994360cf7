package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.spi.websocket.WebSocketHandshakeException;
import qio.spi.websocket.WsOptions;
import qio.tck.ChannelPair;
import qio.tck.Rule;

/** What Flight Recorder learns of connections. */
@Rule("WS-28")
class WsEventsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String HANDSHAKE = "qio.WebSocketHandshake";
  private static final String CLOSE = "qio.WebSocketClose";

  @TempDir private Path dir;
  private final Recording recording = new Recording();
  private final AtomicInteger dumps = new AtomicInteger();

  @BeforeEach
  void start() {
    recording.start();
  }

  @AfterEach
  void stop() {
    recording.close();
  }

  private static ChannelPair below() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(pair.first(), pair.second());
  }

  private List<RecordedEvent> recorded(String type) throws IOException {
    Path file = dir.resolve(dumps.incrementAndGet() + ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .toList();
  }

  /** The event of an end. */
  private RecordedEvent handshake(String role) throws IOException {
    List<RecordedEvent> all =
        recorded(HANDSHAKE).stream().filter(each -> each.getString("role").equals(role)).toList();
    assertEquals(1, all.size(), all::toString);
    return all.getFirst();
  }

  @Test
  void aHandshakeIsToldWithWhatWasAgreed() throws Exception {
    QioOptions options =
        WsPairs.PATIENT
            .with(WsOptions.PATH, "/chat?token=secret")
            .with(WsOptions.PROTOCOLS, "binary");
    ChannelPair below = below();
    QioChannel client = WsPairs.client(below.writer(), options);
    QioChannel server =
        WsPairs.server(below.reader(), WsPairs.PATIENT.with(WsOptions.PROTOCOLS, "binary"));
    try (client;
        server) {
      QioTask<Void> one = client.handshake();
      QioTask<Void> other = server.handshake();
      one.await(LIMIT);
      other.await(LIMIT);
      for (QioChannel end : List.of(client, server)) {
        RecordedEvent told = handshake(end == client ? "CLIENT" : "SERVER");
        assertEquals("/chat", told.getString("path"));
        assertEquals("binary", told.getString("protocol"));
        assertEquals(end.address(), told.getString("channel"));
        assertFalse(told.getBoolean("compressed"));
        assertNull(told.getString("failure"));
        assertNull(told.getStackTrace());
        assertTrue(told.getDuration().toNanos() > 0);
        assertFalse(told.toString().contains("secret"), told::toString);
      }
    }
  }

  @Test
  void aHandshakeThatFailsIsToldWithTheReasonOnBothSides() throws Exception {
    ChannelPair below = below();
    QioChannel client = WsPairs.client(below.writer(), WsPairs.PATIENT);
    QioChannel server =
        WsPairs.server(below.reader(), WsPairs.PATIENT.with(WsOptions.PATH, "/only"));
    try (client;
        server) {
      QioTask<Void> one = client.handshake();
      QioTask<Void> other = server.handshake();
      assertThrows(WebSocketHandshakeException.class, () -> one.await(LIMIT));
      assertThrows(WebSocketHandshakeException.class, () -> other.await(LIMIT));
      assertTrue(handshake("CLIENT").getString("failure").contains("404"));
      assertTrue(handshake("SERVER").getString("failure").contains("404"));
      assertNull(handshake("SERVER").getString("path"));
    }
  }

  @Test
  void aCloseTellsWhoHasSaidFarewell() throws Exception {
    try (ChannelPair pair = WsPairs.over(below())) {
      pair.writer().setBlocking(false);
      pair.writer().close();
      RecordedEvent first = recorded(CLOSE).getFirst();
      assertTrue(first.getBoolean("farewellSent"));
      assertFalse(first.getBoolean("farewellReceived"));
      assertEquals(0, first.getInt("code"));
      assertNull(first.getString("failure"));
      assertEquals(QioChannel.EOF, pair.reader().read(ByteBuffer.allocate(1)));
    }
    RecordedEvent second = recorded(CLOSE).getLast();
    assertTrue(second.getBoolean("farewellReceived"));
    assertEquals(1000, second.getInt("code"));
    assertEquals(2, recorded(CLOSE).size());
  }

  @Test
  void aCloseTellsWhatWasLost() throws Exception {
    ChannelPair pair = WsPairs.over(below());
    pair.writer().setBlocking(false);
    while (pair.writer().write(ByteBuffer.allocate(60_000)) >= 0) {
      // until the pipe is full
    }
    IOException lost = assertThrows(IOException.class, () -> pair.writer().close());
    RecordedEvent told = recorded(CLOSE).getFirst();
    assertEquals(lost.getMessage(), told.getString("failure"));
    assertFalse(told.getBoolean("farewellSent"));
    assertTrue(told.getDuration().toMillis() >= 100, told::toString);
    pair.reader().close();
  }

  @Test
  void whatIsNotWantedIsNotTold() throws Exception {
    recording.disable(HANDSHAKE);
    recording.disable(CLOSE);
    WsPairs.over(below()).close();
    assertEquals(List.of(), recorded(HANDSHAKE));
    assertEquals(List.of(), recorded(CLOSE));
  }
}
