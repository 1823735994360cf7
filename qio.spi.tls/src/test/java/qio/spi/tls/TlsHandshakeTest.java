package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.Endpoint;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.spi.tls.TestCertificates.Identity;
import qio.tck.Rule;

/** The opening exchange: how it is started, how it ends well, and in how many ways it fails. */
class TlsHandshakeTest {

  private static final Keyring RING = Keyring.SHARED;

  @TempDir Path dir;

  private static TlsPair open(Layer client, Layer server) throws IOException {
    return TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
  }

  /** How both sides end: null is success. */
  private record Outcome(Exception client, Exception server) {}

  private static Outcome shakeHands(TlsPair pair) {
    QioTask<Void> client = pair.client().handshake();
    QioTask<Void> server = pair.server().handshake();
    return new Outcome(failure(client), failure(server));
  }

  private static Exception failure(QioTask<Void> task) {
    try {
      task.await(Duration.ofSeconds(30));
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static TlsSession session(QioChannel channel) {
    return channel.facts(TlsSession.class).orElseThrow();
  }

  private static void assertSays(Exception e, String... parts) {
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e);
    }
  }

  // ---- ending well ----

  @Rule("TLS-1")
  @ParameterizedTest
  @CsvSource({"TLSv1.2,1", "TLSv1.3,1", "TLSv1.2,2", "TLSv1.3,3"})
  void bothVersionsOverPairsThatAreMean(String version, long seed) throws Exception {
    var pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.MEAN, seed),
            Engines.only(version).clientLayer(),
            RING.serverLayer());
    try (pair) {
      Handshakes.both(pair);
    }
  }

  @Rule({"TLS-1", "TLS-2"})
  @Test
  void isATaskWhoseCallbackRunsOnceOnTheLoop() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer());
        AioContext loop = AioContext.open("one thread")) {
      pair.client().setBlocking(false);
      pair.server().setBlocking(false);
      List<Thread> calls = new CopyOnWriteArrayList<>();
      pair.client().handshake().onCompletion(loop, task -> calls.add(Thread.currentThread()));
      pair.server().handshake().onCompletion(loop, task -> calls.add(Thread.currentThread()));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (calls.size() < 2 && System.nanoTime() < deadline) {
        loop.poll(Duration.ofMillis(100));
      }
      assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), calls);
    }
  }

  @Rule("TLS-2")
  @Test
  void isOneHoweverOftenAskedFor() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer())) {
      QioTask<Void> first = pair.client().handshake();
      QioTask<Void> second = pair.client().handshake();
      assertNotSame(first, second);
      first.cancel(true);
      pair.server().handshake();
      second.await(Duration.ofSeconds(30));
      pair.client().handshake().await(Duration.ofSeconds(30));
      assertSame(pair.client(), second.source());
    }
  }

  @Test
  void clientCertificatesAreAskedForAndVerified() throws Exception {
    Layer server = RING.serverLayer(TlsOptions.CA, RING.ca, TlsOptions.AUTHORIZE, "C=UK,CN=qemu*");
    Layer client =
        RING.clientLayer(
            TlsOptions.CERT,
            RING.clientCert,
            TlsOptions.KEY,
            RING.clientKey,
            TlsOptions.SERVER_NAME,
            "qemu.org");
    try (TlsPair pair = open(client, server)) {
      assertEquals(new Outcome(null, null), shakeHands(pair));
    }
  }

  @Rule("TLS-4")
  @ParameterizedTest
  @CsvSource({
    "WANT,true,true",
    "WANT,false,true",
    "NONE,false,true",
    "NEED,true,true",
    "NEED,false,false"
  })
  void clientAuthIsNoneWantOrNeed(ClientAuth wanted, boolean shown, boolean accepted)
      throws Exception {
    Layer server = RING.serverLayer(TlsOptions.CA, RING.ca, TlsOptions.CLIENT_AUTH, wanted);
    Layer client =
        shown
            ? RING.clientLayer(TlsOptions.CERT, RING.clientCert, TlsOptions.KEY, RING.clientKey)
            : RING.clientLayer();
    try (TlsPair pair = open(client, server)) {
      Outcome outcome = shakeHands(pair);
      assertEquals(accepted, outcome.server() == null, () -> "" + outcome);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "P-384", "Ed25519"})
  void keysOfEveryKindServe(String algorithm) throws Exception {
    Identity identity = TestCertificates.server(RING.authority, "localhost").keys(algorithm).make();
    Layer server =
        Keyring.prepare(
            LayerRole.SERVER,
            Keyring.options(
                TlsOptions.CERT,
                identity.writeChain(dir.resolve("s.pem")),
                TlsOptions.KEY,
                identity.writeKey(dir.resolve("s.key"))));
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (TlsPair pair = open(Engines.only(version).clientLayer(), server)) {
        assertEquals(new Outcome(null, null), shakeHands(pair), version);
      }
    }
  }

  @Test
  void aChainOfAuthoritiesIsFollowed() throws Exception {
    Identity middle =
        TestCertificates.subject("C=UK,CN=level 1a").authority().signedBy(RING.authority).make();
    Identity inner =
        TestCertificates.subject("C=UK,CN=level 2a").authority().signedBy(middle).make();
    Identity leaf = TestCertificates.server(inner, "localhost").make();
    Layer server =
        Keyring.prepare(
            LayerRole.SERVER,
            Keyring.options(
                TlsOptions.CERT,
                leaf.writeChain(dir.resolve("s.pem")),
                TlsOptions.KEY,
                leaf.writeKey(dir.resolve("s.key"))));
    try (TlsPair pair = open(RING.clientLayer(), server)) {
      assertEquals(new Outcome(null, null), shakeHands(pair));
    }
  }

  @Test
  void aCertificateTrustedAsItselfIsEnough() throws Exception {
    Identity alone = TestCertificates.subject("CN=alone").dns("localhost").make();
    Layer server =
        Keyring.prepare(
            LayerRole.SERVER,
            Keyring.options(
                TlsOptions.CERT,
                alone.writeChain(dir.resolve("s.pem")),
                TlsOptions.KEY,
                alone.writeKey(dir.resolve("s.key"))));
    Layer client = RING.clientLayer(TlsOptions.CA, dir.resolve("s.pem"));
    try (TlsPair pair = open(client, server)) {
      assertEquals(new Outcome(null, null), shakeHands(pair));
    }
  }

  @Rule("TLS-3")
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "qemu.org", "LOCALHOST"})
  void addressesAndNamesOfTheCertificateAreAccepted(String name) throws Exception {
    try (TlsPair pair = open(RING.clientLayer(TlsOptions.SERVER_NAME, name), RING.serverLayer())) {
      assertEquals(new Outcome(null, null), shakeHands(pair));
    }
  }

  @Rule("TLS-3")
  @Test
  void verificationCanBeSwitchedOff() throws Exception {
    Layer client = Keyring.prepare(LayerRole.CLIENT, Keyring.options(TlsOptions.VERIFY, false));
    try (TlsPair pair = open(client, RING.serverLayer())) {
      assertEquals(new Outcome(null, null), shakeHands(pair));
    }
  }

  @Test
  void anApplicationProtocolIsAgreedOn() throws Exception {
    try (TlsPair pair =
        open(
            RING.clientLayer(TlsOptions.ALPN, "h2,http/1.1"),
            RING.serverLayer(TlsOptions.ALPN, "qio/1, http/1.1"))) {
      assertEquals(new Outcome(null, null), shakeHands(pair));
      assertEquals(Optional.of("http/1.1"), session(pair.client()).applicationProtocol());
      assertEquals(Optional.of("http/1.1"), session(pair.server()).applicationProtocol());
    }
  }

  @Test
  void suitesAndGroupsAreTakenAsWritten() throws Exception {
    String suite = "TLS_CHACHA20_POLY1305_SHA256";
    try (TlsPair pair =
        open(
            RING.clientLayer(TlsOptions.CIPHERS, suite, TlsOptions.GROUPS, "x25519"),
            RING.serverLayer(
                TlsOptions.MIN_VERSION, "1.3", TlsOptions.GROUPS, "secp256r1,x25519"))) {
      assertEquals(new Outcome(null, null), shakeHands(pair));
      assertEquals(suite, session(pair.client()).cipherSuite());
      assertEquals(suite, session(pair.server()).cipherSuite());
    }
    try (TlsPair pair =
        open(
            RING.clientLayer(TlsOptions.GROUPS, "x25519"),
            RING.serverLayer(TlsOptions.GROUPS, "secp256r1"))) {
      assertSays(shakeHands(pair).client(), "the peer refused");
    }
  }

  // ---- refusals ----

  @Rule({"TLS-3", "TLS-4"})
  @Test
  void anotherNameIsRefusedAndTheServerLearnsIt() throws Exception {
    try (TlsPair pair =
        open(RING.clientLayer(TlsOptions.SERVER_NAME, "example.org"), RING.serverLayer())) {
      Outcome outcome = shakeHands(pair);
      assertInstanceOf(SSLPeerUnverifiedException.class, outcome.client());
      assertSays(outcome.client(), "tls+pipe:client", "example.org", "server-name");
      assertInstanceOf(PeerAlertException.class, outcome.server());
      assertSays(outcome.server(), "tls+pipe:server", "certificate_unknown");
    }
  }

  @Rule("TLS-3")
  @Test
  void theCommonNameDoesNotCountBesideOtherNames() throws Exception {
    Identity odd =
        TestCertificates.subject("C=UK,CN=qemu.org")
            .signedBy(RING.authority)
            .dns("www.qemu.org", "wiki.qemu.org")
            .make();
    Layer server =
        Keyring.prepare(
            LayerRole.SERVER,
            Keyring.options(
                TlsOptions.CERT,
                odd.writeChain(dir.resolve("s.pem")),
                TlsOptions.KEY,
                odd.writeKey(dir.resolve("s.key"))));
    try (TlsPair pair = open(RING.clientLayer(TlsOptions.SERVER_NAME, "qemu.org"), server)) {
      assertInstanceOf(SSLPeerUnverifiedException.class, shakeHands(pair).client());
    }
  }

  @Rule("TLS-4")
  @Test
  void aForeignAuthorityIsRefused() throws Exception {
    Identity rogue = TestCertificates.authority("C=UK,CN=QIO test CA");
    Layer client =
        RING.clientLayer(TlsOptions.CA, rogue.writeCertificate(dir.resolve("rogue.pem")));
    try (TlsPair pair = open(client, RING.serverLayer())) {
      Outcome outcome = shakeHands(pair);
      assertInstanceOf(PeerCertificateException.class, outcome.client());
      assertSays(outcome.client(), "tls+pipe:client", "signed", "ca=");
      assertInstanceOf(PeerAlertException.class, outcome.server());
    }
  }

  @Rule("TLS-4")
  @Test
  void aClientOfAForeignAuthorityIsRefused() throws Exception {
    Identity rogue = TestCertificates.authority("C=UK,CN=QIO test CA");
    Identity stranger = TestCertificates.client(rogue, "C=UK,CN=qemu").make();
    Layer client =
        RING.clientLayer(
            TlsOptions.CERT,
            stranger.writeChain(dir.resolve("c.pem")),
            TlsOptions.KEY,
            stranger.writeKey(dir.resolve("c.key")));
    Layer server =
        RING.serverLayer(TlsOptions.CA, RING.ca, TlsOptions.CLIENT_AUTH, ClientAuth.NEED);
    try (TlsPair pair = open(client, server)) {
      Outcome outcome = shakeHands(pair);
      assertInstanceOf(PeerCertificateException.class, outcome.server());
      assertEquals(null, outcome.client(), "a TLS 1.3 client is done before it is judged");
      IOException learnt = Work.ioFailure(() -> pair.client().read(ByteBuffer.allocate(1)));
      assertSays(learnt, "refused", "certificate");
    }
  }

  @Rule("TLS-4")
  @Test
  void anExpiredServerIsRefused() throws Exception {
    Identity expired = TestCertificates.server(RING.authority, "localhost").expired().make();
    try (TlsPair pair = open(RING.clientLayer(), Engines.serverOf(expired))) {
      Outcome outcome = shakeHands(pair);
      assertInstanceOf(PeerCertificateException.class, outcome.client());
      assertSays(outcome.client(), "expired");
      assertSays(outcome.server(), "certificate_expired");
    }
  }

  @Rule("TLS-4")
  @Test
  void aServerFromTheFutureIsRefused() throws Exception {
    Instant now = Instant.now();
    Identity early =
        TestCertificates.server(RING.authority, "localhost")
            .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)))
            .make();
    try (TlsPair pair = open(RING.clientLayer(), Engines.serverOf(early))) {
      Outcome outcome = shakeHands(pair);
      assertInstanceOf(PeerCertificateException.class, outcome.client());
      assertSays(outcome.client(), "not valid yet", "clocks");
    }
  }

  @Test
  void aSubjectThatIsNotAllowedIsRefusedAndTold() throws Exception {
    Layer server =
        RING.serverLayer(TlsOptions.CA, RING.ca, TlsOptions.AUTHORIZE, "C=UK,CN=qemu.*;C=DE,*");
    Layer client =
        RING.clientLayer(TlsOptions.CERT, RING.clientCert, TlsOptions.KEY, RING.clientKey);
    try (TlsPair pair = open(client, server)) {
      Outcome outcome = shakeHands(pair);
      assertInstanceOf(SSLPeerUnverifiedException.class, outcome.server());
      assertSays(outcome.server(), "C=UK,CN=qemu", "authorize");
      IOException learnt = Work.ioFailure(() -> pair.client().read(ByteBuffer.allocate(1)));
      assertInstanceOf(SSLException.class, learnt);
    }
  }

  @Test
  void noCommonApplicationProtocolIsTold() throws Exception {
    try (TlsPair pair =
        open(RING.clientLayer(TlsOptions.ALPN, "h2"), RING.serverLayer(TlsOptions.ALPN, "qio/1"))) {
      Outcome outcome = shakeHands(pair);
      assertInstanceOf(SSLHandshakeException.class, outcome.server());
      assertSays(outcome.server(), "alpn");
      assertInstanceOf(PeerAlertException.class, outcome.client());
      assertSays(outcome.client(), "no_application_protocol", "alpn");
    }
  }

  @Test
  void noCommonVersionIsTold() throws Exception {
    try (TlsPair pair =
        open(
            Engines.only("TLSv1.2").clientLayer(),
            RING.serverLayer(TlsOptions.MIN_VERSION, "1.3"))) {
      Outcome outcome = shakeHands(pair);
      assertSays(outcome.server(), "min-version");
      assertSays(outcome.client(), "protocol_version", "min-version");
    }
  }

  @Test
  void noCommonCipherSuiteIsTold() throws Exception {
    try (TlsPair pair =
        open(
            RING.clientLayer(TlsOptions.CIPHERS, "TLS_AES_128_GCM_SHA256"),
            RING.serverLayer(TlsOptions.CIPHERS, "TLS_CHACHA20_POLY1305_SHA256"))) {
      Outcome outcome = shakeHands(pair);
      assertSays(outcome.server(), "ciphers");
      assertSays(outcome.client(), "ciphers");
    }
  }

  // ---- peers that do not speak TLS ----

  @Rule("TLS-13")
  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "220 mail ready\r\n", "\0\1\2\3\4\5\6\7"})
  void plainTextSpokenToAServerIsTold(String text) throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (QioChannel server = RING.serverLayer().over(below.server());
        QioChannel plain = below.client()) {
      plain.writeAll(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
      IOException told = Work.ioFailure(() -> server.read(ByteBuffer.allocate(1)));
      assertInstanceOf(SSLProtocolException.class, told);
      assertSays(told, "tls+pipe:server", "TLS");
      if (text.startsWith("GET")) {
        assertSays(told, "plain HTTP", "GET / HTTP/1.1", "https://");
      }
    }
  }

  @Rule("TLS-13")
  @Test
  void tlsSpokenToAPlainServerIsTold() throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (QioChannel client = RING.clientLayer().over(below.client());
        QioChannel plain = below.server()) {
      Work<Void> server =
          Work.virtual(
              () -> {
                plain.readAll(ByteBuffer.allocate(20));
                plain.writeAll(
                    ByteBuffer.wrap(
                        "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
              });
      IOException told = Work.ioFailure(() -> client.write(ByteBuffer.allocate(1)));
      server.get();
      assertInstanceOf(SSLProtocolException.class, told);
      assertSays(told, "plain HTTP", "HTTP/1.1 400", "connect without");
    }
  }

  @Rule("TLS-14")
  @Test
  void aServerThatHangsUpAtOnceIsTold() throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (QioChannel client = RING.clientLayer().over(below.client())) {
      Work<IOException> told =
          Work.virtual(() -> Work.ioFailure(() -> client.read(ByteBuffer.allocate(1))));
      Work.await("a hello", () -> below.server().in.held() > 5);
      below.server().close();
      assertInstanceOf(SSLHandshakeException.class, told.get());
      assertSays(told.get(), "hung up", "tls+pipe:client");
    }
  }

  @Rule("TLS-14")
  @Test
  void aPeerThatVanishesInTheMiddleIsTold() throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (QioChannel server = RING.serverLayer().over(below.server())) {
      Work<IOException> told =
          Work.platform(() -> Work.ioFailure(() -> server.read(ByteBuffer.allocate(1))));
      below.client().writeAll(ByteBuffer.wrap(new byte[] {22, 3, 1, 2, 0, 1, 0}));
      below.client().close();
      assertInstanceOf(SSLHandshakeException.class, told.get());
      assertSays(told.get(), "in the middle");
    }
  }

  // ---- time limits, closing, stickiness ----

  @Rule({"TLS-13", "TLS-14"})
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSilentPeerIsGivenUpInTime(boolean blocking) throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    Layer layer = RING.clientLayer(TlsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(100));
    try (QioChannel client = layer.over(below.client())) {
      client.setBlocking(blocking);
      IOException told = Work.ioFailure(() -> client.readAll(ByteBuffer.allocate(1)));
      assertInstanceOf(HandshakeTimeoutException.class, told);
      assertSays(told, "100ms", "handshake-timeout", "nothing");
    }
  }

  @Rule("TLS-14")
  @Test
  void aPeerThatDripsIsGivenUpInTime() throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    Layer layer = RING.serverLayer(TlsOptions.HANDSHAKE_TIMEOUT, Duration.ofMillis(200));
    try (QioChannel server = layer.over(below.server())) {
      Work<IOException> told =
          Work.virtual(() -> Work.ioFailure(() -> server.read(ByteBuffer.allocate(1))));
      below.client().writeAll(ByteBuffer.wrap(new byte[] {22, 3, 1, 64, 0}));
      Work.await(
          "the server gives up",
          () -> {
            drip(below.client());
            return told.isDone();
          });
      assertInstanceOf(HandshakeTimeoutException.class, told.get());
      assertSays(told.get(), "stopped in the middle");
    }
  }

  private static void drip(QioChannel peer) {
    try {
      peer.writeAll(ByteBuffer.wrap(new byte[1]));
    } catch (IOException e) {
      throw new AssertionError("the pipe takes what it is given", e);
    }
  }

  @Rule("TLS-14")
  @Test
  void closingInTheMiddleEndsEverybody() throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    QioChannel client = RING.clientLayer().over(below.client());
    QioTask<Void> task = client.handshake();
    Work<Integer> reader = Work.virtual(() -> client.read(ByteBuffer.allocate(1)));
    Work<Integer> writer = Work.platform(() -> client.write(ByteBuffer.allocate(1)));
    reader.awaitAsleep();
    writer.awaitAsleep();
    client.close();
    assertInstanceOf(AsynchronousCloseException.class, reader.failure());
    assertInstanceOf(AsynchronousCloseException.class, writer.failure());
    assertInstanceOf(AsynchronousCloseException.class, failure(task));
    assertSays(failure(client.handshake()), "tls+pipe:client", "closed during the handshake");
    assertEquals(1, below.client().closes.get());
  }

  /**
   * What hangs on the task runs on the handshake's thread; whatever it does, the channel can be
   * used and closed.
   */
  @Test
  void whatDependsOnTheTaskHoldsUpNobody() throws Exception {
    var letGo = new CountDownLatch(1);
    var fired = new CountDownLatch(1);
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer());
        AioContext loop = AioContext.open("test").start()) {
      var dependent =
          pair.client()
              .handshake()
              .thenRun(
                  () -> {
                    try {
                      letGo.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      pair.client()
          .addWatch(
              IoCondition.of(IoCondition.OUT),
              (channel, ready) -> {
                fired.countDown();
                return false;
              },
              loop);
      pair.server().handshake();
      assertTrue(fired.await(30, TimeUnit.SECONDS));
      long start = System.nanoTime();
      pair.client().close();
      assertTrue(System.nanoTime() - start < 4_000_000_000L, "close did not wait");
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)), "and said farewell");
      letGo.countDown();
      dependent.get(30, TimeUnit.SECONDS);
    }
  }

  /** It takes no session ticket, and what it wrote must be read all the same. */
  @Test
  void aClientThatWritesAndIsGoneIsReadToTheEnd() throws Exception {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (QioChannel server = RING.serverLayer().over(below.server())) {
      QioChannel client = RING.clientLayer().over(below.client());
      QioTask<Void> clientDone = client.handshake();
      Work.await("a hello", () -> below.server().in.held() > 0);
      below.server().in.giveOnly(below.server().in.held());
      server.handshake();
      clientDone.await(Duration.ofSeconds(30));
      client.writeAll(ByteBuffer.wrap(new byte[5]));
      client.close();
      below.server().in.giveOnly(Long.MAX_VALUE);
      ByteBuffer got = ByteBuffer.allocate(5);
      server.readAll(got);
      assertEquals(QioChannel.EOF, server.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void anInterruptEndsTheWaitAndNotTheHandshake() throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer())) {
      Work<Integer> reader = Work.platform(() -> pair.client().read(ByteBuffer.allocate(1)));
      reader.awaitAsleep();
      reader.thread.interrupt();
      assertInstanceOf(InterruptedIOException.class, reader.failure());
      Handshakes.both(pair);
    }
  }

  @Test
  void aFailureIsToldToEveryCallAgain() throws Exception {
    try (TlsPair pair =
        open(RING.clientLayer(TlsOptions.SERVER_NAME, "example.org"), RING.serverLayer())) {
      shakeHands(pair);
      List<Exception> told = new ArrayList<>();
      told.add(Work.ioFailure(() -> pair.client().read(ByteBuffer.allocate(1))));
      told.add(Work.ioFailure(() -> pair.client().write(ByteBuffer.allocate(1))));
      told.add(failure(pair.client().handshake()));
      pair.client().setBlocking(false);
      told.add(Work.ioFailure(() -> pair.client().readAll(ByteBuffer.allocate(1))));
      for (Exception e : told) {
        assertInstanceOf(SSLPeerUnverifiedException.class, e);
        assertEquals(told.getFirst().getMessage(), e.getMessage());
      }
      assertEquals(4, told.stream().distinct().count(), "each has an exception of its own");
    }
  }

  /**
   * The second and third time the session is resumed, and who is allowed is looked at all the same.
   */
  @Test
  void theSameLayersServeOneConnectionAfterAnother() throws Exception {
    Layer server = RING.serverLayer(TlsOptions.CA, RING.ca, TlsOptions.AUTHORIZE, "C=UK,CN=qemu");
    Layer client =
        new TlsLayerProvider()
            .prepare(
                new LayerRequest(
                    LayerRole.CLIENT,
                    Optional.of(new Endpoint("tcp", "//localhost:4433")),
                    OptionValues.of(
                        Keyring.options(
                            TlsOptions.CA, RING.ca,
                            TlsOptions.CERT, RING.clientCert,
                            TlsOptions.KEY, RING.clientKey))));
    for (int i = 0; i < 3; i++) {
      try (TlsPair pair = open(client, server)) {
        assertEquals(new Outcome(null, null), shakeHands(pair));
        pair.server().writeAll(ByteBuffer.allocate(1));
        pair.client().readAll(ByteBuffer.allocate(1)); // and with it the ticket
        assertEquals(i > 0, session(pair.server()).isResumed());
      }
    }
  }

  @Test
  void aTrustManagerOfTheCallersOwnJudgesAndTheNameIsCheckedToo() throws Exception {
    var asked = new AtomicInteger();
    X509TrustManager credulous =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {
            asked.incrementAndGet();
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    for (String name : List.of("localhost", "example.org")) {
      Layer client =
          Keyring.prepare(
              LayerRole.CLIENT,
              Keyring.options(TlsOptions.TRUST_MANAGER, credulous, TlsOptions.SERVER_NAME, name));
      try (TlsPair pair = open(client, RING.serverLayer())) {
        assertEquals(name.equals("localhost"), shakeHands(pair).client() == null, name);
      }
    }
    assertEquals(2, asked.get());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ticketsAreSentOrNot(boolean tickets) throws Exception {
    try (TlsPair pair = open(RING.clientLayer(), RING.serverLayer(TlsOptions.TICKETS, tickets))) {
      Handshakes.both(pair);
      assertEquals(tickets, pair.clientBelow().in.held() > 0);
    }
  }

  @Test
  void manyAtOnceWaitForEachOther() throws Exception {
    List<TlsPair> pairs = new ArrayList<>();
    List<QioTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      TlsPair pair = open(RING.clientLayer(), RING.serverLayer());
      pairs.add(pair);
      tasks.add(pair.client().handshake());
      tasks.add(pair.server().handshake());
    }
    for (QioTask<Void> task : tasks) {
      task.await(Duration.ofSeconds(30));
    }
    for (TlsPair pair : pairs) {
      pair.close();
    }
    assertFalse(pairs.isEmpty());
  }
}
