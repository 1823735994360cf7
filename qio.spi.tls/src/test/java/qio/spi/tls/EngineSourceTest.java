package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.api.spi.Endpoint;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.tck.Rule;

/** Layers whose engines are made by the program, one by one. */
@Rule("TLS-59")
class EngineSourceTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Makes engines of the JDK behind others, and notes what becomes of them. */
  private static final class Counting implements EngineSource {

    final List<String> asked = new CopyOnWriteArrayList<>();
    final Map<SSLEngine, Integer> releases = new ConcurrentHashMap<>();
    private final UnaryOperator<SSLEngine> change;

    Counting(UnaryOperator<SSLEngine> change) {
      this.change = change;
    }

    Counting() {
      this(ForwardingEngine::new);
    }

    @Override
    public SSLEngine engine(LayerRole role, String peerName, int peerPort) {
      asked.add(role + " " + peerName + " " + peerPort);
      SSLEngine engine = change.apply(real(role, peerName, peerPort));
      releases.put(engine, 0);
      return engine;
    }

    private static SSLEngine real(LayerRole role, String peerName, int peerPort) {
      return role == LayerRole.CLIENT
          ? Engines.context().createSSLEngine(peerName, peerPort)
          : Engines.only("TLSv1.3").server();
    }

    @Override
    public void release(SSLEngine engine) {
      releases.merge(engine, 1, Integer::sum);
    }

    long unreleased() {
      return releases.values().stream().filter(times -> times == 0).count();
    }

    void assertEachReleasedOnce() {
      assertTrue(
          releases.size() > 1 && releases.values().stream().allMatch(times -> times == 1),
          releases::toString);
    }
  }

  private static Map<ChannelOption<?>, Object> options(
      LayerRole role, EngineSource source, Object... more) {
    Map<ChannelOption<?>, Object> options = Keyring.options(TlsOptions.SSL_ENGINE, source);
    if (role == LayerRole.CLIENT) {
      options.put(TlsOptions.SERVER_NAME, "localhost");
    }
    options.putAll(Keyring.options(more));
    return options;
  }

  private static Layer layer(LayerRole role, EngineSource source, Object... more)
      throws IOException {
    return Keyring.prepare(role, options(role, source, more));
  }

  private static TlsPair pair(Layer client, Layer server) throws IOException {
    return TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server);
  }

  private static void assertRefused(
      LayerRole role, Map<ChannelOption<?>, Object> options, String... parts) {
    var e = assertThrows(IllegalArgumentException.class, () -> Keyring.prepare(role, options));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), () -> "no '" + part + "' in: " + e);
    }
  }

  @Test
  void bothSidesAreServedAndEachEngineIsReleasedOnce() throws Exception {
    var clients = new Counting();
    var servers = new Counting();
    TlsPair pair = pair(layer(LayerRole.CLIENT, clients), layer(LayerRole.SERVER, servers));
    Handshakes.both(pair);
    pair.client().writeAll(ByteBuffer.allocate(1000));
    pair.server().readAll(ByteBuffer.allocate(1000));
    assertEquals(1, clients.unreleased(), "one in use");
    assertEquals(1, servers.unreleased(), "one in use");
    pair.close();
    clients.assertEachReleasedOnce();
    servers.assertEachReleasedOnce();
  }

  @Test
  void oneWithoutHandshakeIsReleasedToo() throws Exception {
    var clients = new Counting();
    var servers = new Counting();
    pair(layer(LayerRole.CLIENT, clients), layer(LayerRole.SERVER, servers)).close();
    clients.assertEachReleasedOnce();
    servers.assertEachReleasedOnce();
  }

  @Test
  void oneWhoseHandshakeFailsIsReleasedToo() throws Exception {
    var clients = new Counting();
    TlsPair pair =
        pair(
            layer(LayerRole.CLIENT, clients, TlsOptions.SERVER_NAME, "other.example"),
            Keyring.SHARED.serverLayer());
    var _ = pair.server().handshake();
    assertThrows(PeerCertificateException.class, () -> pair.client().handshake().await(LIMIT));
    pair.close();
    clients.assertEachReleasedOnce();
  }

  /** It may hold memory of another language, which must not be given back under a thread. */
  @Test
  void oneThatStillComputesIsReleasedWhenThatIsDone() throws Exception {
    var begun = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    var servers = new Counting(real -> new Stubborn(real, begun, done));
    TlsPair pair =
        pair(
            Keyring.SHARED.clientLayer(),
            layer(LayerRole.SERVER, servers, TlsOptions.CLOSE_TIMEOUT, Duration.ofMillis(20)));
    var _ = pair.client().handshake();
    var _ = pair.server().handshake();
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    pair.close();
    assertEquals(1, servers.unreleased(), "it computes still");
    done.countDown();
    Work.await("its release", () -> servers.unreleased() == 0);
    servers.assertEachReleasedOnce();
  }

  @Test
  void theNameAndThePortOfThePeerAreTold() throws Exception {
    var clients = new Counting();
    var request =
        new LayerRequest(
            LayerRole.CLIENT,
            Optional.of(new Endpoint("tcp", "//localhost:4433")),
            OptionValues.of(Keyring.options(TlsOptions.SSL_ENGINE, clients)));
    var servers = new Counting();
    try (TlsPair pair =
        pair(new TlsLayerProvider().prepare(request), layer(LayerRole.SERVER, servers))) {
      Handshakes.both(pair);
    }
    assertEquals("CLIENT localhost 4433", clients.asked.getLast());
    assertEquals("SERVER null -1", servers.asked.getLast());
  }

  @ParameterizedTest
  @CsvSource({
    "1.2,TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "1.3,TLSv1.3,TLS_AES_256_GCM_SHA384"
  })
  void optionsOfTheLayerHold(String most, String version, String suite) throws Exception {
    try (TlsPair pair =
        pair(
            layer(LayerRole.CLIENT, new Counting(), TlsOptions.ALPN, "a,b"),
            layer(
                LayerRole.SERVER,
                new Counting(),
                TlsOptions.MAX_VERSION,
                most,
                TlsOptions.CIPHERS,
                suite,
                TlsOptions.ALPN,
                "b"))) {
      Handshakes.both(pair);
      TlsSession agreed = pair.client().facts(TlsSession.class).orElseThrow();
      assertEquals(version, agreed.protocol());
      assertEquals(suite, agreed.cipherSuite());
      assertEquals(Optional.of("b"), agreed.applicationProtocol());
    }
  }

  @Test
  void clientsAreAskedForCertificatesIfTheLayerSaysSo() throws Exception {
    try (TlsPair pair =
        pair(
            layer(LayerRole.CLIENT, new Counting()),
            layer(LayerRole.SERVER, new Counting(), TlsOptions.CLIENT_AUTH, ClientAuth.NEED))) {
      var _ = pair.client().handshake();
      var refused =
          assertThrows(
              PeerCertificateException.class, () -> pair.server().handshake().await(LIMIT));
      assertEquals(PeerCertificateException.Fault.MISSING, refused.fault());
    }
  }

  /** In TLS 1.2 the peer's farewell ends both directions, so that there is an answer to it. */
  @Rule("TLS-61")
  @Test
  void theAnswerToAFarewellIsSentIfTheEngineTellsOfItOnlyOnce() throws Exception {
    var servers = new Counting(Forgetful::new);
    try (TlsPair pair =
        pair(
            Keyring.SHARED.clientLayer(TlsOptions.MAX_VERSION, "1.2"),
            layer(LayerRole.SERVER, servers, TlsOptions.MAX_VERSION, "1.2"))) {
      Handshakes.both(pair);
      pair.client().shutdown(ShutdownMode.WRITE);
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
      pair.client().setBlocking(false);
      Work.await("the answer", () -> hasEnded(pair.client()));
    }
  }

  private static boolean hasEnded(QioChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) == QioChannel.EOF;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(LayerRole.class)
  void whatSaysTheSameTwiceIsRefused(LayerRole role) throws Exception {
    var source = new Counting();
    assertRefused(
        role,
        options(role, source, TlsOptions.SSL_CONTEXT, SSLContext.getDefault()),
        "ssl-context and ssl-engine",
        "give one");
    assertRefused(
        role,
        options(role, source, TlsOptions.CA, Keyring.SHARED.ca),
        "ssl-engine says all",
        "leave out ca, or the source of engines");
    assertTrue(source.asked.isEmpty(), "nothing was made");
  }

  @Test
  void whatTheEngineCannotDoIsRefusedWhenTheLayerIsPrepared() {
    var source = new Counting();
    assertRefused(
        LayerRole.CLIENT,
        options(LayerRole.CLIENT, source, TlsOptions.CIPHERS, "TLS_NONE"),
        "no TLS_NONE",
        "TLS_AES_256_GCM_SHA384");
    assertRefused(
        LayerRole.CLIENT,
        options(LayerRole.CLIENT, new Counting(Deaf::new), TlsOptions.ALPN, "h2"),
        "alpn",
        "leave out alpn");
    assertRefused(
        LayerRole.CLIENT,
        options(LayerRole.CLIENT, source, TlsOptions.KEY_LOG, Keyring.SHARED.dir.resolve("x")),
        "key-log: the engine that ssl-engine makes");
    assertEquals(0, source.unreleased());
  }

  @Test
  void oneOfTheOtherRoleIsRefused() {
    var made = new AtomicReference<SSLEngine>();
    var released = new AtomicReference<SSLEngine>();
    EngineSource source =
        new EngineSource() {
          @Override
          public SSLEngine engine(LayerRole role, String peerName, int peerPort) {
            made.set(new OfOneRole(Engines.only("TLSv1.3").server()));
            return made.get();
          }

          @Override
          public void release(SSLEngine engine) {
            released.set(engine);
          }
        };
    var e = assertThrows(SSLException.class, () -> layer(LayerRole.CLIENT, source));
    assertTrue(e.getMessage().contains("cannot be a client"), e::getMessage);
    assertInstanceOf(UnsupportedOperationException.class, e.getCause());
    assertEquals(made.get(), released.get());
  }

  /** Computes until it is let go, whoever interrupts it. */
  private static final class Stubborn extends ForwardingEngine {

    private final CountDownLatch begun;
    private final CountDownLatch done;

    Stubborn(SSLEngine real, CountDownLatch begun, CountDownLatch done) {
      super(real);
      this.begun = begun;
      this.done = done;
    }

    @Override
    public Runnable getDelegatedTask() {
      Runnable task = real.getDelegatedTask();
      return task == null ? null : () -> compute(task);
    }

    private void compute(Runnable task) {
      begun.countDown();
      while (done.getCount() > 0) {
        try {
          done.await();
        } catch (InterruptedException e) {
          // it is stubborn
        }
      }
      task.run();
    }
  }

  /** Forgets application protocols. */
  private static final class Deaf extends ForwardingEngine {

    Deaf(SSLEngine real) {
      super(real);
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
      parameters.setApplicationProtocols(new String[0]);
      super.setSSLParameters(parameters);
    }
  }

  /** Says in its results alone that it answers a farewell. */
  private static final class Forgetful extends ForwardingEngine {

    Forgetful(SSLEngine real) {
      super(real);
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
      return real.isInboundDone() ? HandshakeStatus.NOT_HANDSHAKING : real.getHandshakeStatus();
    }
  }

  /** Has a role that cannot be changed. */
  private static final class OfOneRole extends ForwardingEngine {

    OfOneRole(SSLEngine real) {
      super(real);
    }

    @Override
    public void setUseClientMode(boolean mode) {
      if (mode != real.getUseClientMode()) {
        throw new UnsupportedOperationException();
      }
    }
  }
}
