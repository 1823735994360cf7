package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioTask;
import qio.tck.Rule;

/** The order in which an address with layers is opened, and what is left when that fails. */
@Rule("REG-7")
class LayeredOpeningTest {

  /** A listener to which a client comes whenever it is asked. */
  private static final String LISTENS =
      """
      @Override public QioListener listen(Endpoint endpoint, OptionValues options) {
        var channel = new TextChannel(endpoint.toString(), "");
        return new QioListener(channel) {
          @Override public String localAddress() { return "echo:real"; }
          @Override protected Optional<QioChannel> ioAccept() {
            return Optional.of(new TextChannel("echo:client", "from the client"));
          }
        };
      }
      """;

  /** A handshake that the test ends; the test finds it by the channel's address. */
  private static final String SLOW_HANDSHAKE =
      """
      final QioTask<Void> handshake = new QioTask<>(this);
      @Override protected QioTask<Void> ioHandshake() { return handshake; }
      """;

  @TempDir Path dir;
  private PluginModules modules;

  @BeforeEach
  void aTransportThatListensToo() {
    modules = new PluginModules(dir);
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", LISTENS);
  }

  /** Only even targets are right; every channel is counted. */
  private static final String FUSSY =
      """
      @Override public void check(Endpoint endpoint, OptionValues options) {
        if (Integer.parseInt(endpoint.target()) % 2 != 0) {
          throw new InvalidAddressException(endpoint.toString(), "is an even number");
        }
      }
      """;

  private static String overThrows(String what) {
    return "void checkBelow(QioChannel below) throws IOException { throw " + what + "; }";
  }

  @Test
  void layersArePreparedBeforeAnythingIsOpened() {
    PluginText.addLayer(
        modules,
        "plug.fussy",
        "fussy",
        """
        void check(LayerRequest request) throws IOException {
          throw new FileNotFoundException("cert.pem: no such file; name one with cert=");
        }
        """,
        "");
    Plugged plugged = Plugged.in(modules);

    var refused = assertThrows(IOException.class, () -> plugged.connect("fussy+echo:x"));
    assertEquals("cert.pem: no such file; name one with cert=", refused.getMessage());
    assertThrows(
        IOException.class, () -> plugged.door().listenOn("fussy+echo:x", QioOptions.none()));
    assertEquals(0, plugged.open("plug.echo"));
  }

  @Test
  void theTransportChecksTheAddressBeforeLayersReadTheirFiles() throws IOException {
    PluginText.addTransport(modules, "plug.fussy", "fussy", "fussy", FUSSY);
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);

    for (int attempt = 0; attempt < 2; attempt++) {
      var refused =
          assertThrows(InvalidAddressException.class, () -> plugged.connect("tag+fussy:3"));
      assertEquals("fussy:3: is an even number", refused.getMessage());
      assertThrows(
          InvalidAddressException.class,
          () -> plugged.door().targetOf("tag+fussy:5", QioOptions.none()));
    }
    assertEquals(0, plugged.open("plug.fussy"));
    assertEquals(0, plugged.counter("plug.tag", "Layering", "PREPARED").get());
    assertEquals("fussy opens fussy:4 with {}", plugged.told("tag+fussy:4"));
  }

  @Test
  void aTargetIsPreparedOnceAndConnectedToManyTimes() throws IOException {
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);

    QioTarget target = plugged.door().targetOf("tag+echo:x", QioOptions.none());
    assertEquals(0, plugged.open("plug.echo"), "nothing is opened yet");
    assertEquals("tag+echo:x", target.toString());
    for (int i = 0; i < 5; i++) {
      try (QioChannel channel = target.connect()) {
        assertEquals("CLIENT over Optional[echo:x] with {}", channel.name());
        assertEquals("echoing opens echo:x with {}", Plugged.read(channel));
      }
    }
    assertEquals(1, plugged.counter("plug.tag", "Layering", "PREPARED").get());
    assertEquals(0, plugged.open("plug.echo"));
  }

  @Test
  void optionsThatDoNotFitEachOtherAreAFaultOfTheAddress() throws IOException {
    PluginText.addLayer(
        modules,
        "plug.fussy",
        "fussy",
        """
        void check(LayerRequest request) {
          throw new IllegalArgumentException("key= needs cert=");
        }
        """,
        "");
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(InvalidAddressException.class, () -> plugged.connect("fussy+echo:x"));
    assertEquals("fussy+echo:x: key= needs cert=", refused.getMessage());
    assertEquals("fussy+echo:x", refused.address());
    assertInstanceOf(IllegalArgumentException.class, refused.getCause());
    try (QioChannel below = plugged.connect("echo:y")) {
      var again =
          assertThrows(
              InvalidAddressException.class,
              () ->
                  plugged
                      .door()
                      .layerOver("fussy", qio.api.spi.LayerRole.CLIENT, below, QioOptions.none()));
      assertEquals("fussy+echo:y: key= needs cert=", again.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new IOException(\"no\")",
        "new IllegalStateException(\"no\")",
        "new NoSuchMethodError(\"no\")"
      })
  void aLayerThatFailsClosesEverythingBelow(String failure) {
    PluginText.addLayer(modules, "plug.fails", "fails", overThrows(failure), "");
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);

    Throwable thrown = assertThrows(Throwable.class, () -> plugged.connect("fails+tag+echo:x"));
    assertEquals("no", thrown.getMessage());
    assertEquals(0, plugged.open("plug.echo"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"new IOException(\"no\")", "new NoSuchMethodError(\"no\")"})
  void aListenersLayerThatFailsClosesTheClientAndTheListenerLivesOn(String failure)
      throws IOException {
    PluginText.addLayer(modules, "plug.fails", "fails", overThrows(failure), "");
    Plugged plugged = Plugged.in(modules);

    try (QioListener listener = plugged.door().listenOn("fails+echo:x", QioOptions.none())) {
      for (int i = 0; i < 3; i++) {
        assertEquals("no", assertThrows(Throwable.class, listener::accept).getMessage());
      }
      assertTrue(listener.isOpen());
      assertEquals(1, plugged.open("plug.echo"), "the listener's own channel alone");
    }
    assertEquals(0, plugged.open("plug.echo"));
  }

  @Test
  void connectBringsTheHandshakeToItsEnd() throws IOException {
    PluginText.addLayer(
        modules,
        "plug.late",
        "late",
        "",
        """
        volatile boolean shaken;
        // ends when it sees that whoever asked for it waits for it, or after ten seconds
        @Override protected QioTask<Void> ioHandshake() {
          Thread caller = Thread.currentThread();
          long end = System.nanoTime() + 10_000_000_000L;
          return QioTask.runInThread(this, "late", () -> {
            while (caller.getState() != Thread.State.WAITING && System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            shaken = true;
            return null;
          });
        }
        @Override public Optional<String> localAddress() { return Optional.of("shaken " + shaken); }
        """);
    try (QioChannel channel = Plugged.in(modules).connect("late+echo:x")) {
      assertEquals("shaken true", channel.localAddress().orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task.completeExceptionally(new IOException(\"no\"))",
        "setName(Objects.requireNonNull((String) null, \"no\"))"
      })
  void aHandshakeThatFailsClosesTheChannel(String how) {
    PluginText.addLayer(
        modules,
        "plug.rude",
        "rude",
        "",
        """
        @Override protected QioTask<Void> ioHandshake() {
          var task = new QioTask<Void>(this);
          %s;
          return task;
        }
        """
            .formatted(how));
    Plugged plugged = Plugged.in(modules);

    var thrown = assertThrows(Exception.class, () -> plugged.connect("rude+echo:x"));
    assertEquals("no", thrown.getMessage());
    assertEquals(0, plugged.open("plug.echo"));
  }

  @Test
  void anInterruptedConnectLeavesNothingBehind() {
    PluginText.addLayer(modules, "plug.slow", "slow", "", SLOW_HANDSHAKE);
    Plugged plugged = Plugged.in(modules);

    Thread.currentThread().interrupt();
    assertThrows(java.io.InterruptedIOException.class, () -> plugged.connect("slow+echo:x"));
    assertFalse(Thread.interrupted());
    assertEquals(0, plugged.open("plug.echo"));
  }

  @Test
  void clientsOfAListenerComeWithLayersOnAndWithoutWaitingForTheHandshake() throws IOException {
    PluginText.addLayer(modules, "plug.slow", "slow", "", SLOW_HANDSHAKE);
    Plugged plugged = Plugged.in(modules);

    try (QioListener listener = plugged.door().listenOn("slow+echo:x", QioOptions.none());
        QioChannel client = listener.accept()) { // would wait for ever for the handshake
      QioTask<Void> handshake = client.handshake();
      assertFalse(handshake.isDone());
      assertEquals("slow+echo:client", client.address());
      assertEquals("SERVER over Optional[echo:x] with {}", client.name());
      handshake.complete(null);
      assertEquals("from the client", Plugged.read(client));
    }
    assertEquals(0, plugged.open("plug.echo"));
  }

  @Test
  void aListenerPreparesItsLayersOnce() throws IOException {
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);

    try (QioListener listener = plugged.door().listenOn("tag+echo:x", QioOptions.none())) {
      for (int i = 0; i < 5; i++) {
        listener.accept().close();
      }
    }
    assertEquals(1, plugged.counter("plug.tag", "Layering", "PREPARED").get());
  }

  @Test
  void aListenersAddressesNameTheLayers() throws IOException {
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);

    QioListener listener = plugged.door().listenOn("tag+tag+echo:x", QioOptions.none());
    assertEquals("tag+tag+echo:x", listener.address());
    assertEquals("tag+tag+echo:real", listener.localAddress());
    listener.close();
    assertThrows(ClosedChannelException.class, listener::accept);
    assertEquals(0, plugged.open("plug.echo"));
  }
}
