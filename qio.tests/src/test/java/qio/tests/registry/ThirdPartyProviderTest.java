package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.ProviderInfo;
import qio.api.ProviderKind;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** What a module that nobody here knows can add: a scheme, and a layer. */
@Rule("REG-5")
class ThirdPartyProviderTest {

  @TempDir Path dir;
  private PluginModules modules;

  @BeforeEach
  void noModulesYet() {
    modules = new PluginModules(dir);
  }

  @Test
  void aTransportOpensItsScheme() throws IOException {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");

    assertEquals(
        "echoing opens echo:some/where with {}", Plugged.in(modules).told("echo:some/where"));
  }

  @Test
  void theBootLayerDoesNotKnowWhatAPluginLayerAdds() {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
    Plugged.in(modules);

    var refused = assertThrows(InvalidAddressException.class, () -> Qio.connect("echo:x"));
    assertTrue(refused.getMessage().startsWith("echo:x: unknown scheme 'echo'; there "));
  }

  @Rule("REG-1")
  @Test
  void anUnknownSchemeIsAnsweredWithThoseThatThereAre() {
    PluginText.addTransport(modules, "plug.one", "one", "scheme-a", "");
    PluginText.addTransport(modules, "plug.two", "two", "scheme-b", "");
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(InvalidAddressException.class, () -> plugged.connect("scheme-c://h:1?key=s3"));
    assertTrue(
        refused.getMessage().startsWith("scheme-c://h:1: unknown scheme 'scheme-c'; there are "),
        refused.getMessage());
    assertTrue(refused.getMessage().contains("scheme-a, scheme-b"), refused.getMessage());
    assertFalse(refused.getMessage().contains("s3"), refused.getMessage());
  }

  @Rule("REG-1")
  @Test
  void anUnknownLayerIsAnsweredWithThoseThatThereAre() {
    PluginText.addTransport(modules, "plug.one", "one", "scheme-a", "");
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(InvalidAddressException.class, () -> plugged.connect("no+scheme-a:"));
    assertTrue(
        refused.getMessage().startsWith("no+scheme-a:: unknown layer 'no'; there are "),
        refused.getMessage());
    assertTrue(refused.getMessage().contains("tag"), refused.getMessage());
  }

  @Test
  void aLayerStacksOverATransportAndKnowsItsRoleAndTheAddress() throws IOException {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");

    try (QioChannel channel = Plugged.in(modules).connect("tag+echo:x")) {
      assertEquals("CLIENT over Optional[echo:x] with {}", channel.name());
      assertEquals("tag+echo:x", channel.address());
      assertEquals("echoing opens echo:x with {}", Plugged.read(channel));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:third-party-layer", "tcp://127.0.0.1:0"})
  void aLayerStacksOverTheTransportsThatWeBring(String transport) throws IOException {
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Qio door = Plugged.in(modules).door();

    try (QioListener listener = door.listenOn("tag+tag+" + transport, QioOptions.none());
        QioChannel client = door.connectTo(listener.localAddress(), QioOptions.none());
        QioChannel server = listener.accept()) {
      client.writeAll(ByteBuffer.wrap("question".getBytes(StandardCharsets.UTF_8)));
      ByteBuffer heard = ByteBuffer.allocate(8);
      server.readAll(heard);
      assertEquals("question", new String(heard.array(), StandardCharsets.UTF_8));
      server.writeAll(ByteBuffer.wrap("answer".getBytes(StandardCharsets.UTF_8)));
      server.close();
      assertEquals("answer", Plugged.read(client));
      assertEquals("tag+tag+" + transport, listener.address());
      assertTrue(client.name().startsWith("CLIENT over "), client.name());
      assertTrue(server.name().startsWith("SERVER over "), server.name());
    }
  }

  @Rule("REG-1")
  @Test
  void layersAreStackedFromTheOutsideIn() throws IOException {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
    PluginText.addLayer(modules, "plug.outer", "outer", "", "");
    PluginText.addLayer(modules, "plug.inner", "inner", "", "");

    try (QioChannel channel = Plugged.in(modules).connect("outer+inner+inner+echo:x")) {
      assertEquals("outer+inner+inner+echo:x", channel.address());
      assertEquals("echoing opens echo:x with {}", Plugged.read(channel));
    }
  }

  @Test
  void aLayerGoesOverAChannelThatIsOpenAlready() throws IOException {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);
    QioChannel plain = plugged.connect("echo:x");

    try (QioChannel secure =
        plugged.door().layerOver("tag", LayerRole.SERVER, plain, QioOptions.none())) {
      assertEquals("SERVER over Optional.empty with {}", secure.name());
      assertEquals("tag+echo:x", secure.address());
    }
    assertFalse(plain.isOpen());
  }

  @Test
  void anUnknownLayerOverAnOpenChannelLeavesItAlone() throws IOException {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
    Plugged plugged = Plugged.in(modules);

    try (QioChannel plain = plugged.connect("echo:x")) {
      var refused =
          assertThrows(
              InvalidAddressException.class,
              () -> plugged.door().layerOver("no", LayerRole.CLIENT, plain, QioOptions.none()));
      assertTrue(refused.getMessage().startsWith("no+echo:x: unknown layer 'no'"));
      assertTrue(plain.isOpen());
    }
  }

  @Test
  void whatIsInstalledIsDescribed() {
    PluginText.addTransport(
        modules,
        "plug.echo",
        "echoing",
        "echo",
        """
        @Override public int priority() { return 7; }
        @Override public List<ChannelOption<?>> options() {
          return List.of(ChannelOption.flag("loud", "shouts"));
        }
        """);
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Plugged plugged = Plugged.in(modules);

    ProviderInfo transport = plugged.info("echoing");
    assertEquals(ProviderKind.TRANSPORT, transport.kind());
    assertEquals("plug.echo", transport.module());
    assertEquals(7, transport.priority());
    assertEquals(Set.of("echo"), transport.schemes());
    assertEquals("loud", transport.options().getFirst().name());
    assertEquals("shouts", transport.options().getFirst().help());
    assertTrue(transport.availability().isAvailable());
    ProviderInfo layer = plugged.info("tag");
    assertEquals(ProviderKind.LAYER, layer.kind());
    assertEquals(Set.of("tag"), layer.schemes());
    assertEquals(List.of(), layer.options());
  }

  @Test
  void aSchemeWithoutListenersSaysSo() {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(IOException.class, () -> plugged.door().listenOn("echo:x", QioOptions.none()));
    assertEquals(
        "echo:x: nothing can listen on a echo address; connect to it", refused.getMessage());
  }

  @Test
  void aModuleMayMakeItsProvidersInAStaticMethodThatTellsNoClass() throws IOException {
    for (String name : List.of("one", "two")) {
      modules.add(
          PluginText.module("plug." + name, "ChannelProvider with plug." + name + ".Maker"),
          """
          package plug.%s;
          public final class Maker {
            public static qio.api.spi.ChannelProvider provider() { return new Transport(); }
          }
          """
              .formatted(name),
          PluginText.transport("plug." + name + ".Transport", name, name, ""),
          PluginText.textChannel("plug." + name));
    }
    Plugged plugged = Plugged.in(modules);

    assertEquals("one opens one:x with {}", plugged.told("one:x"));
    assertEquals("two opens two:x with {}", plugged.told("two:x"));
    assertEquals("plug.two", plugged.info("two").module());
  }
}
