package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.tck.Rule;

/**
 * Which provider a descriptor goes to. The host runs with third-party modules alone, and its
 * descriptor is one that no system knows, since our own file provider takes everything.
 */
@Rule("REG-10")
class AdoptTest {

  private static final String HOST =
      """
      package host;

      import java.nio.charset.StandardCharsets;
      import qio.api.Qio;
      import qio.api.channel.*;

      public final class Host {
        static final class Strange extends Descriptor {
          private boolean open = true;
          @Override public int number() { return 4711; }
          @Override public Descriptor dup() { return new Strange(); }
          @Override public boolean isOpen() { return open; }
          @Override public void close() { open = false; }
        }

        public static void main(String[] args) {
          var descriptor = new Strange();
          try (QioChannel channel = Qio.adopt(descriptor)) {
            byte[] read = channel.asInputStream().readAllBytes();
            System.out.println(new String(read, StandardCharsets.UTF_8));
          } catch (Exception e) {
            System.out.println(e.getClass().getSimpleName());
            System.out.println(e.getMessage());
          }
          System.out.println(descriptor.isOpen() ? "still open" : "closed");
        }
      }
      """;

  private static final String ADOPTS =
      """
      @Override public Optional<QioChannel> adopt(Descriptor descriptor) {
        return descriptor.number() == 4711
            ? Optional.of(new TextChannel("adopted:" + name(), "adopted by " + name()))
            : Optional.empty();
      }
      """;

  private static final String NO_TAKER =
      "descriptor 4711: no provider can use it; sockets need qio.spi.socket, all else qio.spi.file,"
          + " on the module path, both with --enable-native-access=qio.posix";

  @TempDir Path dir;
  private PluginModules modules;

  @BeforeEach
  void aHost() {
    modules = new PluginModules(dir).add("module host { requires qio.api; }", HOST);
  }

  private List<String> adopt(String... plugins) throws Exception {
    List<String> path = new ArrayList<>();
    path.add(ChildJvm.home("qio.api").toString());
    path.add(modules.classes("host").toString());
    for (String module : plugins) {
      path.add(modules.classes(module).toString());
    }
    return ChildJvm.run(dir, "-p", String.join(File.pathSeparator, path), "-m", "host/host.Host");
  }

  @Test
  void theFirstThatTakesItGetsIt() throws Exception {
    PluginText.addTransport(modules, "plug.aaa", "aaa", "aaa", "");
    PluginText.addTransport(modules, "plug.bbb", "bbb", "bbb", ADOPTS);
    PluginText.addTransport(modules, "plug.ccc", "ccc", "ccc", ADOPTS);

    assertEquals(
        List.of("adopted by bbb", "still open"), adopt("plug.ccc", "plug.bbb", "plug.aaa"));
  }

  @Test
  void whereNobodyTakesItTheMessageSaysWhatWouldHelp() throws Exception {
    PluginText.addTransport(modules, "plug.aaa", "aaa", "aaa", "");

    assertEquals(
        List.of("ProviderUnavailableException", NO_TAKER, "still open"), adopt("plug.aaa"));
  }

  @Test
  void oneThatIsUnavailableIsNotAskedAndSaysWhy() throws Exception {
    PluginText.addTransport(
        modules,
        "plug.off",
        "off",
        "off",
        ADOPTS
            + "@Override public Availability availability() {"
            + "  return Availability.unavailable(\"switched off\"); }");

    assertEquals(
        List.of(
            "ProviderUnavailableException",
            NO_TAKER + "; off is unavailable: switched off",
            "still open"),
        adopt("plug.off"));
  }

  @Test
  void oneThatCannotBeLoadedIsNotAsked() throws Exception {
    PluginText.addTransport(modules, "plug.bad", "bad", "bad", ADOPTS);
    modules.remove("plug.bad", "plug.bad.Transport");

    assertEquals("ProviderUnavailableException", adopt("plug.bad").getFirst());
  }

  @Test
  void oneThatShouldBeAbleToAndCannotSaysWhy() throws Exception {
    PluginText.addTransport(
        modules,
        "plug.sad",
        "sad",
        "sad",
        """
        @Override public Optional<QioChannel> adopt(Descriptor descriptor) throws IOException {
          throw new IOException("descriptor " + descriptor.number() + ": not connected");
        }
        """);

    assertEquals(
        List.of("IOException", "descriptor 4711: not connected", "still open"), adopt("plug.sad"));
  }

  @Test
  void twoWithOneNameAreNotAskedAndTheReasonStandsThereOnce() throws Exception {
    PluginText.addTransport(modules, "plug.one", "same", "one", ADOPTS);
    PluginText.addTransport(modules, "plug.two", "same", "two", ADOPTS);

    assertEquals(
        NO_TAKER
            + "; same is unavailable: modules plug.one and plug.two both provide 'same';"
            + " leave one of them out",
        adopt("plug.one", "plug.two").get(1));
  }
}
