package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.assertAgreed;
import static qio.tests.tls.PeerExchange.assertEnd;
import static qio.tests.tls.PeerExchange.readText;
import static qio.tests.tls.PeerExchange.session;
import static qio.tests.tls.PeerExchange.write;
import static qio.tests.tls.PeerExchange.writing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioTask;
import qio.api.channel.ShutdownMode;
import qio.api.channel.TruncatedStreamException;
import qio.api.spi.LayerRole;
import qio.spi.tls.ClientAuth;
import qio.spi.tls.EngineSource;
import qio.spi.tls.PeerAlertException;
import qio.spi.tls.PeerCertificateException;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.spi.tls.TlsAlert;
import qio.spi.tls.TlsOptions;
import qio.tck.Patience;
import qio.tck.Rule;

/**
 * Engines of other libraries against the JDK's and against each other, as client and as server, in
 * TLS 1.2 and 1.3, over TCP. Those whose native library is missing on a machine are left out.
 */
@Rule({"TLS-59", "TLS-60"})
@Timeout(60)
class AnyEngineTest {

  private static final Certificates FILES = Certificates.SHARED;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final KeyManager[] NO_KEYS = {};

  private static long pipesBefore;

  @BeforeAll
  static void countPipes() throws IOException {
    pipesBefore = pipes();
  }

  /**
   * Conscrypt's engines hold a pipe until they are collected, and other tests count descriptors.
   */
  @AfterAll
  static void collectEngines() {
    Patience.await(
        () -> "engines of Conscrypt are not collected",
        () -> {
          System.gc();
          try {
            return pipes() <= pipesBefore;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static long pipes() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(AnyEngineTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // it was the one that reads the folder
    }
  }

  /** Who meets whom. */
  private record Meeting(EngineLibrary client, EngineLibrary server, String version) {

    EngineLibrary library(LayerRole role) {
      return role == LayerRole.CLIENT ? client : server;
    }

    String protocol() {
      return "TLSv" + version;
    }

    boolean isNewest() {
      return version.equals("1.3");
    }

    boolean hasOneOfJdk() {
      return (client == EngineLibrary.JDK) != (server == EngineLibrary.JDK);
    }
  }

  static final List<Meeting> MEETINGS = meetings();

  /** Where each side can end its own writing. */
  static final List<Meeting> NEWEST = MEETINGS.stream().filter(Meeting::isNewest).toList();

  /** Where one side can be told to renew its keys: the JDK's engine alone can. */
  static final List<Meeting> RENEWING = NEWEST.stream().filter(Meeting::hasOneOfJdk).toList();

  /**
   * Where the server tells at once that bytes were changed. Netty's engine around BoringSSL wants
   * to send its alert first, and fails with the next bytes that come.
   */
  static final List<Meeting> TELLING =
      MEETINGS.stream().filter(meeting -> meeting.server() != EngineLibrary.OPENSSL).toList();

  private static List<Meeting> meetings() {
    List<Meeting> all = new ArrayList<>();
    for (EngineLibrary client : EngineLibrary.values()) {
      for (EngineLibrary server : EngineLibrary.values()) {
        for (String version : List.of("1.2", "1.3")) {
          all.add(new Meeting(client, server, version));
        }
      }
    }
    return List.copyOf(all);
  }

  /** How the two are set up; each step answers another one. */
  private record Setup(
      Meeting meeting,
      Certificates trusted,
      String name,
      ClientAuth clientAuth,
      KeyManager[] clientKeys,
      List<String> protocols) {

    static Setup of(Meeting meeting) {
      return new Setup(meeting, FILES, "localhost", ClientAuth.NONE, NO_KEYS, List.of());
    }

    Setup trusting(Certificates authority) {
      return new Setup(meeting, authority, name, clientAuth, clientKeys, protocols);
    }

    Setup asking(String wanted) {
      return new Setup(meeting, trusted, wanted, clientAuth, clientKeys, protocols);
    }

    Setup needing(KeyManager... shown) {
      return new Setup(meeting, trusted, name, ClientAuth.NEED, shown, protocols);
    }

    Setup speaking(String... spoken) {
      return new Setup(meeting, trusted, name, clientAuth, clientKeys, List.of(spoken));
    }

    QioOptions options(LayerRole role, Engines engines) throws Exception {
      boolean client = role == LayerRole.CLIENT;
      EngineLibrary library = meeting.library(role);
      var side =
          new EngineLibrary.Side(
              role, client ? clientKeys : FILES.keyManagers(), client ? trusted : FILES, protocols);
      QioOptions options =
          QioOptions.none()
              .with(TlsOptions.SSL_ENGINE, engines.counting(library, library.source(side)))
              .with(TlsOptions.MIN_VERSION, meeting.version())
              .with(TlsOptions.MAX_VERSION, meeting.version())
              .with(TlsOptions.CLOSE_TIMEOUT, Duration.ofMillis(500));
      options = library.withProtocols(options, protocols);
      return client
          ? options.with(TlsOptions.SERVER_NAME, name)
          : options.with(TlsOptions.CLIENT_AUTH, clientAuth);
    }
  }

  /** Who has made which engine, and how often it was released. */
  private static final class Engines {

    private final ConcurrentMap<SSLEngine, EngineLibrary> made = new ConcurrentHashMap<>();
    private final ConcurrentMap<SSLEngine, Integer> released = new ConcurrentHashMap<>();

    EngineSource counting(EngineLibrary library, EngineSource source) {
      return new EngineSource() {
        @Override
        public SSLEngine engine(LayerRole role, String peerName, int peerPort) throws IOException {
          SSLEngine engine = source.engine(role, peerName, peerPort);
          made.put(engine, library);
          return engine;
        }

        @Override
        public void release(SSLEngine engine) {
          released.merge(engine, 1, Integer::sum);
          source.release(engine);
        }
      };
    }

    SSLEngine ofJdk() {
      return made.entrySet().stream()
          .filter(e -> e.getValue() == EngineLibrary.JDK && !released.containsKey(e.getKey()))
          .findFirst()
          .orElseThrow()
          .getKey();
    }

    void assertFreed() {
      made.forEach(
          (engine, library) -> {
            assertEquals(1, released.get(engine), () -> library + " is released once");
            assertTrue(library.isFreed(engine), () -> library + " holds memory");
          });
      assertFalse(made.isEmpty());
    }
  }

  private record Ends(
      QioChannel client, QioChannel server, QioChannel clientBelow, Engines engines) {

    void shakeHands() throws IOException {
      QioTask<Void> one = client.handshake();
      QioTask<Void> other = server.handshake();
      one.await(LIMIT);
      other.await(LIMIT);
    }

    /** What the client and the server are told when one of them refuses the other. */
    List<IOException> refusals() {
      QioTask<Void> one = client.handshake();
      QioTask<Void> other = server.handshake();
      return List.of(refusal(client, one), refusal(server, other));
    }

    /** In the handshake, or in TLS 1.3 behind the client's end of it. */
    private static IOException refusal(QioChannel channel, QioTask<Void> handshake) {
      return assertThrows(
          IOException.class,
          () -> {
            handshake.await(LIMIT);
            channel.read(ByteBuffer.allocate(1));
          });
    }
  }

  private interface Scenario {
    void play(Ends ends) throws Exception;
  }

  private static void play(Setup setup, Scenario scenario) throws Exception {
    setup.meeting().client().assumeLoaded();
    setup.meeting().server().assumeLoaded();
    var engines = new Engines();
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        QioChannel clientBelow = Qio.connect(listener.localAddress());
        QioChannel serverBelow = listener.accept();
        QioChannel client =
            Qio.layer(
                "tls", LayerRole.CLIENT, clientBelow, setup.options(LayerRole.CLIENT, engines));
        QioChannel server =
            Qio.layer(
                "tls", LayerRole.SERVER, serverBelow, setup.options(LayerRole.SERVER, engines))) {
      scenario.play(new Ends(client, server, clientBelow, engines));
    }
    engines.assertFreed();
  }

  private static void playConnected(Meeting meeting, Scenario scenario) throws Exception {
    play(
        Setup.of(meeting),
        ends -> {
          ends.shakeHands();
          scenario.play(ends);
        });
  }

  private static FutureTask<byte[]> reading(QioChannel channel) {
    var task =
        new FutureTask<byte[]>(
            () -> {
              ByteBuffer into = ByteBuffer.allocate(PeerExchange.SIZE);
              channel.readAll(into);
              return into.array();
            });
    Thread.ofVirtual().start(task);
    return task;
  }

  // ---- what goes through ----

  @ParameterizedTest
  @FieldSource("MEETINGS")
  void everyByteGoesBothWaysAtOnce(Meeting meeting) throws Exception {
    playConnected(
        meeting,
        ends -> {
          byte[] there = PeerExchange.data(1);
          byte[] back = PeerExchange.data(2);
          var sent = writing(ends.client(), there);
          var answered = writing(ends.server(), back);
          var arrived = reading(ends.server());
          var returned = reading(ends.client());
          assertArrayEquals(there, arrived.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
          assertArrayEquals(back, returned.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
          sent.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
          answered.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
          assertAgreed(meeting.protocol(), FILES.cert(), ends.client());
          assertEquals(meeting.protocol(), session(ends.server()).protocol());
          assertEquals(Optional.of("localhost"), session(ends.server()).serverName());
        });
  }

  @ParameterizedTest
  @FieldSource("MEETINGS")
  void bothSidesKnowTheProtocolThatTheyHaveInCommon(Meeting meeting) throws Exception {
    play(
        Setup.of(meeting).speaking("qio/2", "qio/1"),
        ends -> {
          ends.shakeHands();
          for (QioChannel end : List.of(ends.client(), ends.server())) {
            assertEquals(Optional.of("qio/2"), session(end).applicationProtocol());
          }
        });
  }

  @ParameterizedTest
  @FieldSource("MEETINGS")
  void eachSideVerifiesTheOther(Meeting meeting) throws Exception {
    play(
        Setup.of(meeting).needing(FILES.clientKeyManagers()),
        ends -> {
          ends.shakeHands();
          write(ends.client(), "it's me");
          assertEquals("it's me", readText(ends.server(), 7));
          assertAgreed(meeting.protocol(), FILES.clientCert(), ends.server());
          assertAgreed(meeting.protocol(), FILES.cert(), ends.client());
        });
  }

  @ParameterizedTest
  @FieldSource("RENEWING")
  void anEngineFollowsWhenThePeerRenewsItsKeys(Meeting meeting) throws Exception {
    playConnected(
        meeting,
        ends -> {
          boolean byClient = meeting.client() == EngineLibrary.JDK;
          QioChannel renews = byClient ? ends.client() : ends.server();
          QioChannel follows = byClient ? ends.server() : ends.client();
          for (int i = 0; i < 3; i++) {
            ends.engines().ofJdk().beginHandshake();
            write(renews, "new");
            assertEquals("new", readText(follows, 3));
            write(follows, "as well");
            assertEquals("as well", readText(renews, 7));
          }
        });
  }

  // ---- how it ends ----

  @ParameterizedTest
  @FieldSource("MEETINGS")
  void closeIsTheEndForThePeer(Meeting meeting) throws Exception {
    playConnected(
        meeting,
        ends -> {
          write(ends.client(), "that's it");
          ends.client().close();
          assertEquals("that's it", readText(ends.server(), 9));
          assertEnd(ends.server());
        });
    playConnected(
        meeting,
        ends -> {
          write(ends.server(), "that's it");
          ends.server().close();
          assertEquals("that's it", readText(ends.client(), 9));
          assertEnd(ends.client());
        });
  }

  @Rule("TLS-53")
  @ParameterizedTest
  @FieldSource("MEETINGS")
  void bothSayFarewell(Meeting meeting) throws Exception {
    playConnected(
        meeting,
        ends -> {
          QioTask<Void> one = ends.client().bye();
          QioTask<Void> other = ends.server().bye();
          one.await(LIMIT);
          other.await(LIMIT);
        });
  }

  @Rule({"TLS-8", "TLS-61"})
  @ParameterizedTest
  @FieldSource("NEWEST")
  void whoHasEndedItsWritingReadsOn(Meeting meeting) throws Exception {
    playConnected(
        meeting,
        ends -> {
          write(ends.client(), "that's it");
          ends.client().shutdown(ShutdownMode.WRITE);
          assertEquals("that's it", readText(ends.server(), 9));
          if (!meeting.server().endsWithItsPeer()) {
            assertEnd(ends.server());
            write(ends.server(), "not yet for us");
            ends.server().shutdown(ShutdownMode.WRITE);
            assertEquals("not yet for us", readText(ends.client(), 14));
            assertEnd(ends.client());
            return;
          }
          assertEnd(ends.server());
          var told = assertThrows(IOException.class, () -> write(ends.server(), "too late"));
          assertTrue(told.getMessage().contains("for this engine"), told::getMessage);
          assertEnd(ends.client());
        });
  }

  @Rule("TLS-7")
  @ParameterizedTest
  @FieldSource("MEETINGS")
  void aStreamThatIsCutIsToldFromOneThatHasEnded(Meeting meeting) throws Exception {
    playConnected(
        meeting,
        ends -> {
          write(ends.client(), "and then");
          ends.clientBelow().shutdown(ShutdownMode.WRITE);
          assertEquals("and then", readText(ends.server(), 8));
          assertThrows(
              TruncatedStreamException.class, () -> ends.server().read(ByteBuffer.allocate(1)));
        });
  }

  @ParameterizedTest
  @FieldSource("MEETINGS")
  void whoIsClosedBeforeOrInTheHandshakeIsReleased(Meeting meeting) throws Exception {
    play(Setup.of(meeting), ends -> assertTrue(ends.client().isOpen()));
    play(
        Setup.of(meeting),
        ends -> {
          QioTask<Void> handshake = ends.client().handshake();
          ends.client().close();
          assertThrows(IOException.class, () -> handshake.await(LIMIT));
        });
  }

  @Rule("TLS-63")
  @ParameterizedTest
  @FieldSource("TELLING")
  void bytesThatWereChangedEndTheConnectionAndBothSidesKnow(Meeting meeting) throws Exception {
    playConnected(
        meeting,
        ends -> {
          write(ends.client(), "good");
          assertEquals("good", readText(ends.server(), 4));
          ByteBuffer bad = ByteBuffer.allocate(5 + 64).put(new byte[] {23, 3, 3, 0, 64});
          ends.clientBelow().writeAll(bad.clear());
          var told =
              assertThrows(SSLException.class, () -> ends.server().read(ByteBuffer.allocate(1)));
          assertFalse(told.getMessage().contains("renegotiate"), told::getMessage);
          assertTrue(told.getMessage().contains("changed on their way"), told::getMessage);
          var heard =
              assertThrows(
                  PeerAlertException.class, () -> ends.client().read(ByteBuffer.allocate(1)));
          assertEquals(TlsAlert.BAD_RECORD_MAC, heard.alert());
        });
  }

  // ---- who is refused ----

  @Rule({"TLS-3", "TLS-63"})
  @ParameterizedTest
  @FieldSource("MEETINGS")
  void aServerOfAnotherNameIsRefused(Meeting meeting) throws Exception {
    play(
        Setup.of(meeting).asking("example.org"),
        ends -> {
          List<IOException> told = ends.refusals();
          var refusal = assertInstanceOf(PeerCertificateException.class, told.getFirst());
          assertEquals(Fault.WRONG_NAME, refusal.fault(), refusal::getMessage);
          assertInstanceOf(PeerAlertException.class, told.getLast());
        });
  }

  @Rule({"TLS-4", "TLS-63"})
  @ParameterizedTest
  @FieldSource("MEETINGS")
  void aServerOfAnUnknownAuthorityIsRefused(Meeting meeting) throws Exception {
    play(
        Setup.of(meeting).trusting(Certificates.foreign()),
        ends -> {
          List<IOException> told = ends.refusals();
          var refusal = assertInstanceOf(PeerCertificateException.class, told.getFirst());
          assertTrue(refusal.getMessage().contains("certificate"), refusal::getMessage);
          assertInstanceOf(PeerAlertException.class, told.getLast());
        });
  }

  @Rule({"TLS-4", "TLS-63"})
  @ParameterizedTest
  @FieldSource("MEETINGS")
  void aClientWithoutACertificateIsRefusedIfItNeedsOne(Meeting meeting) throws Exception {
    play(
        Setup.of(meeting).needing(),
        ends -> {
          List<IOException> told = ends.refusals();
          var refusal = assertInstanceOf(PeerCertificateException.class, told.getLast());
          assertEquals(Fault.MISSING, refusal.fault(), refusal::getMessage);
          var heard = assertInstanceOf(PeerAlertException.class, told.getFirst());
          assertEquals(
              meeting.isNewest() ? TlsAlert.CERTIFICATE_REQUIRED : TlsAlert.HANDSHAKE_FAILURE,
              heard.alert());
        });
  }
}
