package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.tck.Rule;

/** How hosts start: where providers are found, and what a host learns that looks elsewhere. */
class ClassPathTest {

  private static final String HOST =
      """
      package host;

      import qio.api.Qio;

      public final class Host {
        public static void main(String[] args) {
          System.out.println(Qio.providers().stream().map(each -> each.name()).toList());
          try {
            Qio.connect(args[0]).close();
            System.out.println("connected");
          } catch (Exception e) {
            System.out.println(e.getMessage());
          }
        }
      }
      """;

  @TempDir Path dir;

  private PluginModules hostAndTransport() {
    var modules = new PluginModules(dir);
    modules.add("module host { requires qio.api; }", HOST);
    return PluginText.addTransport(modules, "plug.echo", "echoing", "echo", "");
  }

  @Rule("REG-9")
  @Test
  void onTheClassPathTheErrorSaysWhereProvidersAreFound() throws Exception {
    PluginModules modules = hostAndTransport();
    // as a build for the class path would do it, with the services file that such builds have
    Path services = modules.classes("plug.echo").resolve("META-INF/services");
    Files.createDirectories(services);
    Files.writeString(services.resolve("qio.api.spi.ChannelProvider"), "plug.echo.Transport\n");
    List<String> path =
        new ArrayList<>(List.of(PluginModules.modulePath().split(File.pathSeparator)));
    path.add(modules.classes("plug.echo").toString());
    path.add(modules.classes("host").toString());

    List<String> told = java("-cp", String.join(File.pathSeparator, path), "host.Host", "echo:x");

    assertEquals("[]", told.get(0));
    assertEquals(
        "echo:x: unknown scheme 'echo'; there is none at all: providers are found on the module"
            + " path only, not on the class path, and must be among the resolved modules"
            + " (--add-modules)",
        told.get(1));
  }

  @Test
  void onTheModulePathProvidersComeByThemselves() throws Exception {
    PluginModules modules = hostAndTransport();
    String path =
        String.join(
            File.pathSeparator,
            PluginModules.modulePath(),
            modules.classes("plug.echo").toString(),
            modules.classes("host").toString());

    List<String> told = java("-p", path, "-m", "host/host.Host", "echo:x");

    assertTrue(told.get(0).contains("echoing"), told.get(0));
    assertEquals("connected", told.get(1));
  }

  private List<String> java(String... arguments) throws IOException, InterruptedException {
    List<String> told = ChildJvm.run(dir, arguments);
    assertEquals(2, told.size(), () -> "unexpected output: " + told);
    return told;
  }
}
