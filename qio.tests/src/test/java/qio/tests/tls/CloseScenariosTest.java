package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioTask;
import qio.api.channel.ShutdownMode;
import qio.api.channel.TruncatedStreamException;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.spi.tls.TlsOptions;
import qio.spi.tls.TlsSession;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tck.Setting;

/**
 * The ways in which a connection ends, on transports of every kind, with both versions of TLS, in
 * both modes and on both kinds of thread.
 */
@Rule({"TLS-5", "TLS-6", "TLS-7", "TLS-53"})
@Timeout(600)
class CloseScenariosTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMillis(150);

  /** What TLS stands on. */
  private enum Ground {
    MEMORY,
    TCP_NATIVE,
    TCP_NIO,
    UNIX_NATIVE,
    UNIX_NIO
  }

  /** Where a scenario is played. */
  private record Stage(Ground ground, String version, Setting setting) {}

  static final List<Stage> STAGES = stages();

  private static List<Stage> stages() {
    List<Stage> all = new ArrayList<>();
    for (Ground ground : Ground.values()) {
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        for (Setting setting : Setting.values()) {
          all.add(new Stage(ground, version, setting));
        }
      }
    }
    return List.copyOf(all);
  }

  @TempDir private Path dir;

  private ChannelPair below(Ground ground) throws IOException {
    return switch (ground) {
      case MEMORY -> {
        MemoryPair pair = MemoryChannels.pair();
        yield ChannelPair.twoWay(pair.first(), pair.second());
      }
      case TCP_NATIVE -> connected("tcp://127.0.0.1:0?engine=native", "?engine=native");
      case TCP_NIO -> connected("tcp://127.0.0.1:0?engine=nio", "?engine=nio");
      case UNIX_NATIVE -> connected("unix:" + dir + "/s?engine=native", "?engine=native");
      case UNIX_NIO -> connected("unix:" + dir + "/s?engine=nio", "?engine=nio");
    };
  }

  private static ChannelPair connected(String address, String engine) throws IOException {
    try (QioListener listener = Qio.listen(address)) {
      return ChannelPair.twoWay(Qio.connect(listener.localAddress() + engine), listener.accept());
    }
  }

  /** A client's context of one version, which trusts the test's authority. */
  private static SSLContext context(String version) throws Exception {
    SSLContext context = SSLContext.getInstance(version);
    context.init(null, Certificates.SHARED.trustManagers(), null);
    return context;
  }

  /** Both ends, and what they stand on. */
  private record Ends(QioChannel client, QioChannel server, ChannelPair below) {

    void shakeHands(String version) throws IOException {
      QioTask<Void> one = client.handshake();
      QioTask<Void> other = server.handshake();
      one.await(LIMIT);
      other.await(LIMIT);
      assertEquals(version, client.facts(TlsSession.class).orElseThrow().protocol());
    }
  }

  private interface Scenario {
    void play(Ends ends) throws Exception;
  }

  private void play(Stage stage, Scenario scenario) throws Exception {
    ChannelPair below = below(stage.ground());
    QioOptions patience = QioOptions.none().with(TlsOptions.CLOSE_TIMEOUT, PATIENCE);
    try (QioChannel client =
            Qio.layer(
                "tls",
                below.writer(),
                patience
                    .with(TlsOptions.SSL_CONTEXT, context(stage.version()))
                    .with(TlsOptions.SERVER_NAME, "localhost"));
        QioChannel server =
            TlsPairs.server(below.reader(), patience.with(TlsOptions.TICKETS, false))) {
      stage.setting().applyTo(client);
      stage.setting().applyTo(server);
      stage.setting().run(() -> scenario.play(new Ends(client, server, below)));
    }
  }

  /** Both ends after the handshake, when the client has written something. */
  private void playConnected(Stage stage, Scenario scenario) throws Exception {
    play(
        stage,
        ends -> {
          ends.shakeHands(stage.version());
          ends.client().writeAll(ByteBuffer.allocate(1000));
          scenario.play(ends);
        });
  }

  private static int read(QioChannel channel) throws IOException {
    for (; ; ) {
      int n = channel.read(ByteBuffer.allocate(100));
      if (n != QioChannel.WOULD_BLOCK) {
        return n;
      }
      assertTrue(channel.await(IoCondition.IN, LIMIT));
    }
  }

  private static void assertReadToTheEnd(QioChannel channel) throws IOException {
    channel.readAll(ByteBuffer.allocate(1000));
    assertEquals(QioChannel.EOF, read(channel));
  }

  private static void assertGivenUp(QioTask<Void> bye) {
    assertThrows(SocketTimeoutException.class, () -> bye.await(LIMIT));
  }

  private static void assertClosesSoon(QioChannel channel) throws IOException {
    long start = System.nanoTime();
    channel.close();
    assertTrue(System.nanoTime() - start < 5_000_000_000L, "close is bounded");
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theTransportEndsBeforeTheHandshake(Stage stage) throws Exception {
    play(
        stage,
        ends -> {
          QioTask<Void> handshake = ends.server().handshake();
          ends.below().writer().close();
          IOException told = assertThrows(IOException.class, () -> handshake.await(LIMIT));
          assertFalse(told instanceof SocketTimeoutException, told::toString);
        });
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theTransportEndsUnderTheClient(Stage stage) throws Exception {
    playConnected(
        stage,
        ends -> {
          ends.below().writer().close();
          ends.server().readAll(ByteBuffer.allocate(1000));
          assertThrows(TruncatedStreamException.class, () -> read(ends.server()));
        });
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theClientCloses(Stage stage) throws Exception {
    playConnected(
        stage,
        ends -> {
          ends.client().close();
          assertReadToTheEnd(ends.server());
        });
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theClientWaitsForTheServersFarewellAndCloses(Stage stage) throws Exception {
    playConnected(
        stage,
        ends -> {
          QioTask<Void> bye = ends.client().bye();
          assertReadToTheEnd(ends.server());
          ends.server().close();
          bye.await(LIMIT);
          assertClosesSoon(ends.client());
        });
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theClientWaitsInVainAndCloses(Stage stage) throws Exception {
    playConnected(
        stage,
        ends -> {
          assertGivenUp(ends.client().bye());
          assertClosesSoon(ends.client());
          assertReadToTheEnd(ends.server());
        });
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theClientEndsItsWritingAndCloses(Stage stage) throws Exception {
    playConnected(
        stage,
        ends -> {
          ends.client().shutdown(ShutdownMode.WRITE);
          assertClosesSoon(ends.client());
          assertReadToTheEnd(ends.server());
        });
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theClientEndsItsWritingAndWaitsForTheServer(Stage stage) throws Exception {
    playConnected(
        stage,
        ends -> {
          ends.client().shutdown(ShutdownMode.WRITE);
          assertReadToTheEnd(ends.server());
          if (stage.version().equals("TLSv1.3")) {
            ends.server().writeAll(ByteBuffer.allocate(1000));
            ends.client().readAll(ByteBuffer.allocate(1000));
          }
          ends.server().shutdown(ShutdownMode.WRITE);
          assertEquals(QioChannel.EOF, read(ends.client()));
          ends.client().bye().await(LIMIT);
          ends.server().bye().await(LIMIT);
        });
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void theClientEndsItsWritingAndWaitsInVain(Stage stage) throws Exception {
    playConnected(
        stage,
        ends -> {
          ends.client().shutdown(ShutdownMode.WRITE);
          QioTask<Void> bye = ends.client().bye();
          assertGivenUp(bye);
          assertInstanceOf(QioChannel.class, bye.source());
          assertClosesSoon(ends.client());
        });
  }
}
