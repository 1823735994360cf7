package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.api.spi.Layer;
import qio.tck.Rule;

/** What Flight Recorder learns of connections. */
@Rule("TLS-56")
class TlsEventsTest {

  private static final Keyring RING = Keyring.SHARED;
  private static final String HANDSHAKE = "qio.TlsHandshake";
  private static final String ALERT = "qio.TlsAlert";
  private static final String CLOSE = "qio.TlsClose";
  private static final String CLIENT = "tls+pipe:client";
  private static final String SERVER = "tls+pipe:server";

  @TempDir private Path dir;
  private final Recording recording = new Recording();

  @BeforeEach
  void start() {
    recording.start();
  }

  @AfterEach
  void stop() {
    recording.close();
  }

  private static TlsPair open(Layer client, Layer server) throws IOException {
    return TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
  }

  private static TlsPair connected(Object... clientOptions) throws Exception {
    TlsPair pair = open(RING.clientLayer(clientOptions), RING.serverLayer());
    Handshakes.both(pair);
    return pair;
  }

  private List<RecordedEvent> recorded(String type, String channel) throws IOException {
    Path file = dir.resolve(type + channel.length() + System.nanoTime() + ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .filter(event -> event.getString("channel").equals(channel))
        .toList();
  }

  private RecordedEvent only(String type, String channel) throws IOException {
    List<RecordedEvent> all = recorded(type, channel);
    assertEquals(1, all.size(), all::toString);
    return all.getFirst();
  }

  // ---- handshakes ----

  @Test
  void aHandshakeIsToldWithWhatWasAgreedAndWithWhom() throws Exception {
    Layer client =
        RING.clientLayer(
            TlsOptions.CERT,
            RING.clientCert,
            TlsOptions.KEY,
            RING.clientKey,
            TlsOptions.ALPN,
            "qio/1");
    Layer server =
        RING.serverLayer(
            TlsOptions.CA,
            RING.ca,
            TlsOptions.CLIENT_AUTH,
            ClientAuth.NEED,
            TlsOptions.ALPN,
            "qio/1");
    try (TlsPair pair = open(client, server)) {
      Handshakes.both(pair);
      RecordedEvent told = only(HANDSHAKE, CLIENT);
      TlsSession session = pair.client().facts(TlsSession.class).orElseThrow();
      assertEquals("CLIENT", told.getString("role"));
      assertEquals(session.protocol(), told.getString("protocol"));
      assertEquals(session.cipherSuite(), told.getString("cipherSuite"));
      assertEquals("qio/1", told.getString("applicationProtocol"));
      assertEquals("CN=localhost,C=UK", told.getString("subject"));
      assertFalse(told.getBoolean("resumed"));
      assertNull(told.getString("failure"));
      assertNull(told.getStackTrace());
      assertTrue(told.getDuration().toNanos() > 0);
      RecordedEvent other = only(HANDSHAKE, SERVER);
      assertEquals("SERVER", other.getString("role"));
      assertEquals("CN=qemu,C=UK", other.getString("subject"));
      assertEquals(List.of(), recorded(ALERT, CLIENT));
    }
  }

  @Test
  void aHandshakeThatFailsIsToldWithTheReasonAndTheAlertOnBothSides() throws Exception {
    try (TlsPair pair =
        open(RING.clientLayer(TlsOptions.SERVER_NAME, "example.org"), RING.serverLayer())) {
      var server = pair.server().handshake();
      var client = pair.client().handshake();
      Work.ioFailure(() -> client.await(Duration.ofSeconds(30)));
      Work.ioFailure(() -> server.await(Duration.ofSeconds(30)));
      RecordedEvent told = only(HANDSHAKE, CLIENT);
      assertTrue(told.getString("failure").contains("example.org"), told::toString);
      assertNull(told.getString("protocol"));
      RecordedEvent sent = only(ALERT, CLIENT);
      assertFalse(sent.getBoolean("received"));
      assertEquals("certificate_unknown", sent.getString("alert"));
      RecordedEvent received = only(ALERT, SERVER);
      assertTrue(received.getBoolean("received"));
      assertEquals("certificate_unknown", received.getString("alert"));
      assertEquals(only(HANDSHAKE, SERVER).getString("failure"), received.getString("reason"));
    }
  }

  @Test
  void whatIsNotWantedIsNotTold() throws Exception {
    recording.disable(HANDSHAKE);
    recording.disable(CLOSE);
    connected().close();
    assertEquals(List.of(), recorded(HANDSHAKE, CLIENT));
    assertEquals(List.of(), recorded(CLOSE, CLIENT));
  }

  // ---- in mid-stream, and the end ----

  @Test
  void anAlertInMidStreamIsToldOnBothSides() throws Exception {
    try (TlsPair pair = connected()) {
      pair.serverBelow().writeAll(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 40}));
      pair.serverBelow().writeAll(ByteBuffer.allocate(40));
      Work.ioFailure(() -> pair.client().read(ByteBuffer.allocate(1)));
      Work.ioFailure(() -> pair.server().read(ByteBuffer.allocate(1)));
      RecordedEvent sent = only(ALERT, CLIENT);
      assertEquals("bad_record_mac", sent.getString("alert"));
      assertFalse(sent.getBoolean("received"));
      RecordedEvent received = only(ALERT, SERVER);
      assertEquals("bad_record_mac", received.getString("alert"));
      assertTrue(received.getBoolean("received"));
    }
  }

  @Test
  void aCloseTellsWhoHasSaidFarewell() throws Exception {
    try (TlsPair pair = connected()) {
      pair.client().close();
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
    }
    RecordedEvent first = only(CLOSE, CLIENT);
    assertTrue(first.getBoolean("farewellSent"));
    assertFalse(first.getBoolean("farewellReceived"));
    assertNull(first.getString("failure"));
    RecordedEvent second = only(CLOSE, SERVER);
    assertTrue(second.getBoolean("farewellReceived"));
    assertEquals(List.of(), recorded(ALERT, SERVER));
  }

  @Test
  void aCloseTellsWhatWasLost() throws Exception {
    TlsPair pair = connected(TlsOptions.CLOSE_TIMEOUT, Duration.ofMillis(100));
    try (pair) {
      pair.client().setBlocking(false);
      while (pair.client().write(ByteBuffer.allocate(60_000)) >= 0) {
        // until the pipe is full
      }
      IOException lost = Work.ioFailure(() -> pair.client().close());
      RecordedEvent told = only(CLOSE, CLIENT);
      assertEquals(lost.getMessage(), told.getString("failure"));
      assertFalse(told.getBoolean("farewellSent"));
      assertTrue(told.getDuration().toMillis() >= 100, told::toString);
    }
  }

  @Test
  void withoutAHandshakeThereIsNoFarewell() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer())) {
      pair.client().shutdown(ShutdownMode.WRITE);
    }
    assertFalse(only(CLOSE, CLIENT).getBoolean("farewellSent"));
    assertEquals(List.of(), recorded(HANDSHAKE, CLIENT));
  }
}
