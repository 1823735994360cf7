package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.ProviderInfo;
import qio.api.ProviderKind;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.ProviderUnavailableException;
import qio.tck.Rule;

/** Providers that cannot be used: they are reported, with the reason, and hide nobody. */
@Rule("REG-4")
class BrokenProviderTest {

  @TempDir Path dir;
  private PluginModules modules;

  @BeforeEach
  void twoGoodModules() {
    modules = new PluginModules(dir);
    // one that is met before the broken one and one that is met after it, whatever the order is
    PluginText.addTransport(modules, "plug.aaa", "aaa", "good", "");
    PluginText.addTransport(modules, "plug.zzz", "zzz", "fine", "");
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
  }

  private ProviderInfo assertReported(String type, String... reasons) throws IOException {
    Plugged plugged = Plugged.in(modules);
    assertEquals("aaa opens good: with {}", plugged.told("tag+good:"));
    assertEquals("zzz opens fine: with {}", plugged.told("fine:"));
    ProviderInfo info = plugged.infoOf("plug.broken");
    assertEquals(ProviderKind.BROKEN, info.kind());
    assertEquals(type, info.name());
    String told = info.availability().reason().orElseThrow();
    for (String reason : reasons) {
      assertTrue(told.contains(reason), told);
    }
    long entries =
        plugged.door().installed().stream().filter(i -> i.module().equals("plug.broken")).count();
    assertEquals(1, entries);
    var refused = assertThrows(InvalidAddressException.class, () -> plugged.connect("broken:x"));
    assertTrue(
        refused.getMessage().contains("; " + type + " of plug.broken: it cannot be loaded"),
        "who looks for a scheme of the broken one learns of it: " + refused.getMessage());
    return info;
  }

  private void addBroken(String more) {
    PluginText.addTransport(modules, "plug.broken", "broken", "broken", more);
  }

  @Test
  void aConstructorThatThrows() throws IOException {
    addBroken("public Transport() { throw new IllegalStateException(\"no disk\"); }");
    assertReported("plug.broken.Transport", "java.lang.IllegalStateException: no disk");
  }

  @Test
  void aConstructorThatThrowsAnError() throws IOException {
    addBroken("public Transport() { throw new AssertionError(\"never thought of\"); }");
    assertReported("plug.broken.Transport", "java.lang.AssertionError: never thought of");
  }

  @Test
  void aStaticInitialiserThatThrows() throws IOException {
    addBroken("static final int N = Integer.parseInt(\"many\");");
    assertReported("plug.broken.Transport", "NumberFormatException: For input string: \"many\"");
  }

  @Test
  void aClassThatIsNoProviderAtAll() throws IOException {
    // javac would refuse it: what is provided is another class at run time than it was then
    addBroken("");
    modules.replace("plug.broken", "package plug.broken;\npublic final class Transport {}");
    assertReported("plug.broken.Transport", "plug.broken.Transport not a subtype");
  }

  @Test
  void aProviderWithoutAPublicConstructor() throws IOException {
    addBroken("");
    modules.replace(
        "plug.broken",
        PluginText.transport(
            "plug.broken.Transport", "broken", "broken", "public Transport(int unwanted) {}"));
    assertReported("plug.broken.Transport", "public no-arg constructor");
  }

  @Test
  void aProviderMethodThatThrows() throws IOException {
    modules.add(
        PluginText.module("plug.broken", "ChannelProvider with plug.broken.Maker"),
        """
        package plug.broken;
        public final class Maker {
          public static qio.api.spi.ChannelProvider provider() { throw new Error("no disk"); }
        }
        """);
    PluginText.addTransport(
        modules, "plug.lost", "lost", "lost", "private TextChannel f(TextChannel c) { return c; }");
    modules.remove("plug.lost", "plug.lost.TextChannel"); // another one, of which less is said
    assertReported("plug.broken.Maker", "java.lang.Error: no disk");
  }

  @Test
  void aProviderClassThatIsMissing() throws IOException {
    addBroken("");
    modules.remove("plug.broken", "plug.broken.Transport");
    assertReported("plug.broken.Transport", "plug.broken.Transport not found");
  }

  @Test
  void aSuperclassThatIsMissing() throws IOException {
    modules.add(
        PluginText.module("plug.broken", "ChannelProvider with plug.broken.Special"),
        PluginText.transport("plug.broken.Transport", "broken", "broken", ""),
        "package plug.broken;\npublic final class Special extends Transport {}",
        PluginText.textChannel("plug.broken"));
    modules.remove("plug.broken", "plug.broken.Transport");
    assertReported("plug.broken.Special", "plug.broken.Transport");
  }

  @Test
  void aClassThatTheConstructorNeedsAndThatIsMissing() throws IOException {
    addBroken("private final TextChannel early = new TextChannel(\"x\", \"y\");");
    modules.remove("plug.broken", "plug.broken.TextChannel");
    assertReported("plug.broken.Transport", "plug.broken.TextChannel");
  }

  static List<Arguments> propertiesThatCannotBeAsked() {
    String options = "List<ChannelOption<?>> options()";
    String bad = "throw new IllegalStateException(\"bad day\")";
    return List.of(
        Arguments.of("String name()", bad, "IllegalStateException: bad day"),
        Arguments.of("Set<String> schemes()", bad, "IllegalStateException: bad day"),
        Arguments.of("int priority()", "throw new Error(\"bad day\")", "Error: bad day"),
        Arguments.of(options, bad, "IllegalStateException: bad day"),
        Arguments.of("int priority()", "return priority()", "StackOverflowError"),
        Arguments.of("String name()", "return null", "NullPointerException"),
        Arguments.of("Set<String> schemes()", "return null", "NullPointerException"),
        Arguments.of(options, "return null", "NullPointerException"),
        Arguments.of("String name()", "return \"Has Blanks\"", "'Has Blanks' is no name"),
        Arguments.of("Set<String> schemes()", "return Set.of(\"UPPER\")", "'UPPER' is no name"));
  }

  @ParameterizedTest
  @MethodSource("propertiesThatCannotBeAsked")
  void aPropertyThatCannotBeAsked(String method, String body, String reason) throws IOException {
    modules.add(
        PluginText.module("plug.broken", "ChannelProvider with plug.broken.Special"),
        PluginText.transport("plug.broken.Transport", "broken", "broken", ""),
        """
        package plug.broken;
        import java.util.*;
        import qio.api.channel.ChannelOption;
        public final class Special extends Transport { @Override public %s { %s; } }
        """
            .formatted(method, body),
        PluginText.textChannel("plug.broken"));
    assertReported("plug.broken.Special", reason);
  }

  @Test
  void anOptionThatIsDeclaredTwice() throws IOException {
    addBroken(
        """
        @Override public List<ChannelOption<?>> options() {
          return List.of(ChannelOption.text("twin", ""), ChannelOption.flag("twin", ""));
        }
        """);
    assertReported("plug.broken.Transport", "declares an option twice: [twin, twin]");
  }

  @Test
  void aProviderThatWasCompiledAgainstAnOlderSpi() throws IOException {
    PluginModules past = new PluginModules(dir.resolve("past"));
    past.add(
        "module qio.api { exports qio.api.spi; }",
        """
        package qio.api.spi;
        public interface ChannelProvider {
          String name();
        }
        """);
    modules.addAgainst(
        past.classes("qio.api").toString(),
        PluginText.module("plug.broken", "ChannelProvider with plug.broken.Old"),
        """
        package plug.broken;
        public final class Old implements qio.api.spi.ChannelProvider {
          @Override public String name() { return "broken"; }
        }
        """);
    assertReported("plug.broken.Old", "AbstractMethodError", "schemes");
  }

  @Test
  void aLayerThatCannotBeMade() throws IOException {
    PluginText.addLayer(
        modules,
        "plug.broken",
        "broken",
        "public Layering() { throw new IllegalStateException(\"no disk\"); }",
        "");
    assertReported("plug.broken.Layering", "java.lang.IllegalStateException: no disk");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          throw new IllegalStateException("bad day") | java.lang.IllegalStateException: bad day
          throw new AssertionError("bad day")        | java.lang.AssertionError: bad day
          return null                                | it gave no answer
          """)
  void oneThatFailsWhenAskedWhetherItIsAvailableIsNot(String body, String reason)
      throws IOException {
    addBroken("@Override public Availability availability() { " + body + "; }");
    Plugged plugged = Plugged.in(modules);

    assertEquals("aaa opens good: with {}", plugged.told("good:"));
    String told = plugged.info("broken").availability().reason().orElseThrow();
    assertTrue(told.contains("failed when asked whether it is available"), told);
    assertTrue(told.contains(reason), told);
    var refused =
        assertThrows(ProviderUnavailableException.class, () -> plugged.connect("broken:x"));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  @Test
  void twoOfWhichTheLoaderDoesNotSayWhichItMeansAreBothNamed() throws IOException {
    for (String module : List.of("plug.broken", "plug.other")) {
      PluginText.addTransport(
          modules,
          module,
          "broken",
          "broken",
          "private TextChannel f(TextChannel c) { return c; }");
      modules.remove(module, module + ".TextChannel");
    }
    Plugged plugged = Plugged.in(modules);

    assertEquals("aaa opens good: with {}", plugged.told("good:"));
    List<ProviderInfo> broken =
        plugged.door().installed().stream()
            .filter(each -> each.kind() == ProviderKind.BROKEN)
            .toList();
    assertEquals(2, broken.size());
    for (ProviderInfo each : broken) {
      assertTrue(each.name().contains("plug.broken.Transport"), each.name());
      assertTrue(each.name().contains("plug.other.Transport"), each.name());
      assertTrue(each.module().contains("plug.broken"), each.module());
    }
  }

  @Test
  void manyBrokenOnesHideNobody() throws IOException {
    for (int i = 0; i < 5; i++) {
      String module = "plug.broken" + i;
      PluginText.addTransport(modules, module, "broken", "broken", "");
      modules.remove(module, module + ".Transport");
    }
    Plugged plugged = Plugged.in(modules);

    assertEquals("aaa opens good: with {}", plugged.told("good:"));
    assertEquals("zzz opens fine: with {}", plugged.told("tag+fine:"));
    for (int i = 0; i < 5; i++) {
      assertEquals(ProviderKind.BROKEN, plugged.infoOf("plug.broken" + i).kind());
    }
  }
}
