package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioChannel;
import qio.api.spi.Endpoint;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.TlsStatistics.Count;
import qio.tck.Rule;

/** Sessions that are taken up again, how long, how many, and how often it was done. */
class ResumptionTest {

  private static final Keyring RING = Keyring.SHARED;

  @TempDir Path dir;

  /** A client with an address, by which its sessions are kept. */
  private static Layer client(int port, Object... more) throws IOException {
    return new TlsLayerProvider()
        .prepare(
            new LayerRequest(
                LayerRole.CLIENT,
                Optional.of(new Endpoint("tcp", "//localhost:" + port)),
                OptionValues.of(RING.clientOptions(more))));
  }

  /** One connection, on which a byte goes to the client, and with it the ticket. */
  private static boolean isResumed(Layer client, Layer server) throws Exception {
    try (TlsPair pair = open(client, server)) {
      return session(pair.client()).isResumed();
    }
  }

  private static TlsPair open(Layer client, Layer server) throws Exception {
    TlsPair pair = TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
    Handshakes.both(pair);
    pair.server().writeAll(ByteBuffer.allocate(1));
    pair.client().readAll(ByteBuffer.allocate(1));
    assertEquals(session(pair.client()).isResumed(), session(pair.server()).isResumed());
    return pair;
  }

  private static TlsSession session(QioChannel channel) {
    return channel.facts(TlsSession.class).orElseThrow();
  }

  private static List<Boolean> threeTimes(Layer client, Layer server) throws Exception {
    List<Boolean> resumed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      resumed.add(isResumed(client, server));
    }
    return resumed;
  }

  /** In TLS 1.2 a ticket is a part of the handshake, and disturbs nobody. */
  @Rule("TLS-67")
  @ParameterizedTest
  @CsvSource({"1.2,true,true", "1.2,false,true", "1.3,true,true", "1.3,false,false"})
  void bothSidesTellWhetherASessionWasResumed(String version, boolean tickets, boolean resumes)
      throws Exception {
    Layer client = client(1, TlsOptions.MAX_VERSION, version);
    Layer server = RING.serverLayer(TlsOptions.TICKETS, tickets);
    assertEquals(List.of(false, resumes, resumes), threeTimes(client, server));
  }

  /** A second hello is asked for if the first one's key is of a group that the server has not. */
  @Rule("TLS-67")
  @Test
  void aHelloThatIsAskedForAgainIsNoSessionResumed() throws Exception {
    Layer client = client(2, TlsOptions.GROUPS, "x25519,secp256r1");
    Layer server = RING.serverLayer(TlsOptions.GROUPS, "secp256r1");
    assertEquals(List.of(false, true, true), threeTimes(client, server));
  }

  @Rule("TLS-67")
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void itIsToldWhateverThePiecesOfTheFlight(String version) throws Exception {
    Layer client = client(3, TlsOptions.MAX_VERSION, version);
    Layer server = RING.serverLayer();
    assertFalse(isResumed(client, server));
    try (TlsPair pair =
        TlsPair.over(PipeChannel.pair(Pipe.Manner.BYTE_BY_BYTE, 1), client, server)) {
      Handshakes.both(pair);
      assertTrue(session(pair.client()).isResumed());
      assertTrue(session(pair.server()).isResumed());
    }
  }

  @Rule("TLS-67")
  @Test
  void flightRecorderIsToldOfIt() throws Exception {
    try (var recording = new Recording()) {
      recording.start();
      Layer client = client(4);
      threeTimes(client, RING.serverLayer());
      Path file = dir.resolve("events.jfr");
      recording.dump(file);
      for (String side : List.of("tls+pipe:client", "tls+pipe:server")) {
        assertEquals(
            List.of(false, true, true),
            RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("qio.TlsHandshake"))
                .filter(event -> event.getString("channel").equals(side))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .map(event -> event.getBoolean("resumed"))
                .toList());
      }
    }
  }

  // ---- options ----

  @Rule("TLS-68")
  @ParameterizedTest
  @CsvSource({"1.2,CLIENT", "1.3,CLIENT", "1.2,SERVER", "1.3,SERVER"})
  void noSessionIsResumedIfSessionsAreOff(String version, LayerRole off) throws Exception {
    Object[] none = {TlsOptions.SESSIONS, false};
    Layer client =
        client(5, off == LayerRole.CLIENT ? none : new Object[] {TlsOptions.MAX_VERSION, version});
    Layer server =
        off == LayerRole.SERVER
            ? RING.serverLayer(none)
            : RING.serverLayer(TlsOptions.MAX_VERSION, version);
    assertEquals(List.of(false, false, false), threeTimes(client, server));
    Layer other = client(5);
    Layer otherServer = RING.serverLayer();
    assertEquals(List.of(false, true, true), threeTimes(other, otherServer));
  }

  @Rule("TLS-68")
  @Test
  void aServerWithoutSessionsSendsNoTicket() throws Exception {
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.SOCKET, 1),
            client(6),
            RING.serverLayer(TlsOptions.SESSIONS, false))) {
      Handshakes.both(pair);
      assertEquals(0, pair.clientBelow().in.held());
    }
  }

  /**
   * Two servers in turn: the session of one puts out that of the other, if there is room for one.
   */
  @Rule("TLS-68")
  @ParameterizedTest
  @CsvSource({"1.2,1,false", "1.2,2,true", "1.3,1,false", "1.3,2,true"})
  void soManySessionsAreKept(String version, int size, boolean kept) throws Exception {
    SharedSessions clients = new SharedSessions(TlsOptions.SESSION_CACHE_SIZE, size);
    Layer server = RING.serverLayer(TlsOptions.MAX_VERSION, version);
    assertFalse(isResumed(clients.to(7), server));
    assertFalse(isResumed(clients.to(8), server));
    assertEquals(kept, isResumed(clients.to(7), server));
  }

  /** Clients of one context, each for a port of its own. */
  private record SharedSessions(SSLContext context) {
    SharedSessions(Object... more) throws IOException {
      this(
          new ContextFactory(
                  LayerRole.CLIENT, OptionValues.of(RING.clientOptions(more)), Optional.empty())
              .context());
    }

    Layer to(int port) {
      return Engines.layer(
          LayerRole.CLIENT,
          () -> {
            var engine = context.createSSLEngine("localhost", port);
            engine.setUseClientMode(true);
            return engine;
          });
    }
  }

  @Rule("TLS-68")
  @ParameterizedTest
  @CsvSource({"1.2,CLIENT", "1.3,CLIENT", "1.2,SERVER", "1.3,SERVER"})
  void aSessionEndsWithItsTime(String version, LayerRole limiting) throws Exception {
    Object[] limit = {TlsOptions.SESSION_TIMEOUT, Duration.ofSeconds(1)};
    boolean isClient = limiting == LayerRole.CLIENT;
    Layer client = isClient ? client(9, limit) : client(9);
    Layer server =
        isClient
            ? RING.serverLayer(TlsOptions.MAX_VERSION, version)
            : RING.serverLayer(limit[0], limit[1], TlsOptions.MAX_VERSION, version);
    assertFalse(isResumed(client, server));
    AtomicInteger resumed = new AtomicInteger();
    Work.await(
        "the end of the session",
        () -> {
          try {
            boolean again = isResumed(client, server);
            resumed.addAndGet(again ? 1 : 0);
            return !again;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertTrue(resumed.get() > 0);
  }

  @Rule("TLS-68")
  @Test
  void optionsThatDoNotFitAreRefused() {
    assertRefused("is of no use", TlsOptions.SESSIONS, false, TlsOptions.TICKETS, false);
    assertRefused("is of no use", TlsOptions.SESSIONS, false, TlsOptions.SESSION_CACHE_SIZE, 1);
    assertRefused("from 1s to 168h", TlsOptions.SESSION_TIMEOUT, Duration.ofMillis(900));
    assertRefused("from 1s to 168h", TlsOptions.SESSION_TIMEOUT, Duration.ofDays(8));
    for (ChannelOption<?> option :
        List.of(TlsOptions.SESSIONS, TlsOptions.SESSION_CACHE_SIZE, TlsOptions.SESSION_TIMEOUT)) {
      Object value =
          Map.of(
                  TlsOptions.SESSIONS.name(),
                  false,
                  TlsOptions.SESSION_CACHE_SIZE.name(),
                  5,
                  TlsOptions.SESSION_TIMEOUT.name(),
                  Duration.ofSeconds(5))
              .get(option.name());
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  Keyring.prepare(
                      LayerRole.SERVER,
                      Keyring.options(TlsOptions.SSL_CONTEXT, Engines.context(), option, value)));
      assertTrue(e.getMessage().contains("leave out " + option), e::getMessage);
    }
  }

  private static void assertRefused(String why, Object... options) {
    var e = assertThrows(IllegalArgumentException.class, () -> RING.serverLayer(options));
    assertTrue(e.getMessage().contains(why), e::getMessage);
  }

  // ---- counting ----

  @Rule("TLS-69")
  @Test
  void fullAndResumedHandshakesAreCountedForLayersAndCertificates() throws Exception {
    TlsStatistics ofServers = new TlsStatistics();
    Layer server = RING.serverLayer(TlsOptions.STATISTICS, ofServers);
    Layer another = RING.serverLayer(TlsOptions.STATISTICS, ofServers);
    Layer client = client(10);
    threeTimes(client, server);
    assertEquals(new Count(1, 2), ofServers.total());
    assertEquals(2 / 3.0, ofServers.total().resumedShare(), 1e-9);
    try (TlsPair pair = open(client(11), another)) {
      assertEquals(new Count(2, 2), ofServers.total());
      assertEquals(Map.of(RING.server.certificate(), new Count(2, 2)), ofServers.byCertificate());
      assertEquals(ofServers, pair.server().facts(TlsStatistics.class).orElseThrow());
    }
    try (TlsPair pair = open(client, server)) {
      TlsStatistics ofClient = pair.client().facts(TlsStatistics.class).orElseThrow();
      assertEquals(new Count(1, 3), ofClient.total());
      assertEquals(Map.of(), ofClient.byCertificate());
      assertEquals("1 full and 3 resumed handshakes", ofClient.toString());
    }
  }

  @Rule("TLS-69")
  @Test
  void aHandshakeThatFailsIsNotCounted() throws Exception {
    TlsStatistics statistics = new TlsStatistics();
    Layer client =
        RING.clientLayer(TlsOptions.SERVER_NAME, "other", TlsOptions.STATISTICS, statistics);
    try (TlsPair pair =
        TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, RING.serverLayer())) {
      Work.ioFailure(() -> Handshakes.both(pair));
      assertEquals(new Count(0, 0), statistics.total());
      assertEquals(0, statistics.total().resumedShare());
    }
  }

  // ---- certificates that are gone ----

  @Rule({"TLS-20", "TLS-70"})
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void noSessionOfACertificateThatIsGoneIsResumed(String version) throws Exception {
    Path cert = dir.resolve("own.pem");
    Path key = dir.resolve("own.key");
    Identity first = TestCertificates.server(RING.authority, "localhost").make();
    first.writeChain(cert);
    first.writeKey(key);
    TlsStatistics statistics = new TlsStatistics();
    Layer server =
        Keyring.prepare(
            LayerRole.SERVER,
            Keyring.options(
                TlsOptions.CERT, cert, TlsOptions.KEY, key, TlsOptions.STATISTICS, statistics));
    Layer client = client(12, TlsOptions.MAX_VERSION, version);
    assertEquals(List.of(false, true, true), threeTimes(client, server));
    Identity second = TestCertificates.server(RING.authority, "localhost").make();
    Files.move(second.writeChain(dir.resolve("new")), cert, StandardCopyOption.ATOMIC_MOVE);
    Files.move(second.writeKey(dir.resolve("new")), key, StandardCopyOption.ATOMIC_MOVE);
    Work.await("the second certificate", () -> isFullWith(second.certificate(), client, server));
    assertTrue(isResumed(client, server));
    assertEquals(new Count(1, 1), statistics.byCertificate().get(second.certificate()));
  }

  /**
   * False if it is still the first, with a session of it; the second must not be resumed at once.
   */
  private static boolean isFullWith(X509Certificate wanted, Layer client, Layer server) {
    try (TlsPair pair = open(client, server)) {
      TlsSession session = session(pair.client());
      boolean isWanted = session.peerCertificates().getFirst().equals(wanted);
      assertEquals(!isWanted, session.isResumed());
      return isWanted;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
