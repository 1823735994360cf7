package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.ProviderInfo;
import qio.api.ProviderKind;
import qio.api.Qio;
import qio.api.channel.ProviderUnavailableException;
import qio.tck.Rule;

/** Which of several providers an address goes to, and which can be used at all. */
class ProviderOrderTest {

  private static final String UNAVAILABLE =
      """
      @Override public int priority() { return 100; }
      @Override public Availability availability() {
        return Availability.unavailable("%s");
      }
      """;

  @TempDir Path dir;
  private PluginModules modules;

  @BeforeEach
  void noModulesYet() {
    modules = new PluginModules(dir);
  }

  private static String priority(int value) {
    return "@Override public int priority() { return " + value + "; }";
  }

  @Rule("REG-2")
  @Test
  void theHigherPriorityGoesFirst() throws IOException {
    PluginText.addTransport(modules, "plug.a", "a", "shared", priority(1));
    PluginText.addTransport(modules, "plug.b", "b", "shared", priority(2));
    PluginText.addTransport(modules, "plug.c", "c", "shared", priority(-1));
    Plugged plugged = Plugged.in(modules);

    assertEquals("b opens shared: with {}", plugged.told("shared:"));
    assertEquals(
        List.of("b", "a", "c"),
        plugged.door().installed().stream()
            .filter(each -> each.schemes().contains("shared"))
            .map(ProviderInfo::name)
            .toList());
  }

  @Rule("REG-2")
  @Test
  void amongEqualPrioritiesTheNameDecides() throws IOException {
    PluginText.addTransport(modules, "plug.a", "zeta", "shared", "");
    PluginText.addTransport(modules, "plug.b", "alpha", "shared", "");

    assertEquals("alpha opens shared: with {}", Plugged.in(modules).told("shared:"));
  }

  @Rule("REG-5")
  @Test
  void theBootLayerGoesBeforeAPluginOfAnyPriority() {
    PluginText.addTransport(modules, "plug.a", "a", "shared", priority(Integer.MAX_VALUE));
    Plugged plugged = Plugged.in(modules);
    List<ProviderInfo> boot = Qio.providers();

    assertFalse(boot.isEmpty());
    List<String> names = plugged.door().installed().stream().map(ProviderInfo::name).toList();
    assertEquals(boot.stream().map(ProviderInfo::name).toList(), names.subList(0, boot.size()));
    assertEquals(List.of("a"), names.subList(boot.size(), names.size()));
  }

  @Rule("REG-3")
  @Test
  void twoModulesWithOneNameAreAnErrorThatNamesBoth() {
    PluginText.addTransport(modules, "plug.first", "same", "shared", "");
    PluginText.addTransport(modules, "plug.second", "same", "shared", "");
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(ProviderUnavailableException.class, () -> plugged.connect("shared:x"));
    assertTrue(
        refused
            .getMessage()
            .contains(
                "modules plug.first and plug.second both provide 'same'; leave one of them out"),
        refused.getMessage());
    assertTrue(refused.getMessage().startsWith("shared:x: "), refused.getMessage());
    assertFalse(plugged.infoOf("plug.first").availability().isAvailable());
    assertFalse(plugged.infoOf("plug.second").availability().isAvailable());
  }

  @Rule("REG-3")
  @Test
  void threeModulesWithOneNameAreAllNamed() {
    PluginText.addTransport(modules, "plug.a", "same", "shared", "");
    PluginText.addTransport(modules, "plug.b", "same", "shared", "");
    PluginText.addLayer(modules, "plug.c", "same", "", "");
    Plugged plugged = Plugged.in(modules);

    assertEquals(
        "modules plug.a and plug.b and plug.c all provide 'same'; leave one of them out",
        plugged.infoOf("plug.b").availability().reason().orElseThrow());
  }

  @Rule("REG-3")
  @Test
  void aClassThatIsTransportAndLayerAtOnceIsReported() {
    modules.add(
        PluginText.module(
            "plug.both",
            "ChannelProvider with plug.both.Both",
            "LayerProvider with plug.both.Both"),
        """
        package plug.both;

        import java.util.Set;
        import qio.api.channel.QioChannel;
        import qio.api.spi.*;

        public final class Both implements ChannelProvider, LayerProvider {
          @Override public String name() { return "both"; }
          @Override public Set<String> schemes() { return Set.of("both"); }
          @Override public QioChannel connect(Endpoint endpoint, OptionValues options) { return null; }
          @Override public Layer prepare(LayerRequest request) { return below -> below; }
        }
        """);
    Plugged plugged = Plugged.in(modules);

    assertEquals(
        "module plug.both provides 'both' more than once",
        plugged.infoOf("plug.both").availability().reason().orElseThrow());
  }

  @Rule("REG-5")
  @Test
  void aPluginWithTheNameOfABootProviderIsPassedOverAndReported() {
    ProviderInfo boot =
        Qio.providers().stream()
            .filter(each -> each.kind() == ProviderKind.TRANSPORT)
            .filter(each -> each.availability().isAvailable())
            .findFirst()
            .orElseThrow();
    String scheme = boot.schemes().iterator().next();
    PluginText.addTransport(modules, "plug.thief", boot.name(), scheme, priority(1_000));
    Plugged plugged = Plugged.in(modules);

    assertTrue(plugged.infoOf(boot.module()).availability().isAvailable());
    String reason = plugged.infoOf("plug.thief").availability().reason().orElseThrow();
    assertTrue(reason.contains(boot.module() + " and plug.thief both provide"), reason);
    assertTrue(reason.contains("'" + boot.name() + "'"), reason);
    assertTrue(Qio.providers().stream().noneMatch(each -> each.module().equals("plug.thief")));
  }

  @Rule("REG-2")
  @Test
  void anUnavailableProviderIsSkippedForAnother() throws IOException {
    PluginText.addTransport(modules, "plug.a", "a", "shared", UNAVAILABLE.formatted("no luck"));
    PluginText.addTransport(modules, "plug.b", "b", "shared", "");
    Plugged plugged = Plugged.in(modules);

    assertEquals("b opens shared: with {}", plugged.told("shared:"));
    assertEquals("no luck", plugged.info("a").availability().reason().orElseThrow());
  }

  @Rule("REG-2")
  @Test
  void whereAllAreUnavailableTheMessageSaysWhyOfEach() {
    PluginText.addTransport(
        modules, "plug.a", "a", "shared", UNAVAILABLE.formatted("pass --enable-that"));
    PluginText.addTransport(
        modules, "plug.b", "b", "shared", UNAVAILABLE.formatted("works on Plan 9 only"));
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(ProviderUnavailableException.class, () -> plugged.connect("shared:x"));
    assertEquals(
        "shared:x: no provider of 'shared' can be used: a of plug.a: pass --enable-that;"
            + " b of plug.b: works on Plan 9 only",
        refused.getMessage());
  }

  @Rule({"REG-2", "REG-7"})
  @Test
  void anUnavailableLayerIsAnErrorBeforeTheTransportIsOpened() {
    PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
    PluginText.addLayer(modules, "plug.tag", "tag", UNAVAILABLE.formatted("no engine"), "");
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(ProviderUnavailableException.class, () -> plugged.connect("tag+echo:x"));
    assertTrue(refused.getMessage().contains("tag of plug.tag: no engine"), refused.getMessage());
    assertEquals(0, plugged.open("plug.echo"));
  }

  @Rule("REG-2")
  @Test
  void availabilityIsAskedForEachUse() throws IOException {
    PluginText.addTransport(
        modules,
        "plug.a",
        "a",
        "shared",
        """
        @Override public Availability availability() {
          return Boolean.getBoolean("qio.tests.registry.off")
              ? Availability.unavailable("switched off")
              : Availability.available();
        }
        """);
    Plugged plugged = Plugged.in(modules);
    assertEquals("a opens shared: with {}", plugged.told("shared:"));

    System.setProperty("qio.tests.registry.off", "true");
    try {
      assertThrows(ProviderUnavailableException.class, () -> plugged.connect("shared:x"));
    } finally {
      System.clearProperty("qio.tests.registry.off");
    }
    assertEquals("a opens shared: with {}", plugged.told("shared:"));
  }
}
