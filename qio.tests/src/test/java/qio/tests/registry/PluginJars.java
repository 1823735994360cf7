package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** Makes jars of compiled modules, as their authors would hand them out. */
final class PluginJars {

  private PluginJars() {}

  /** A jar of a module that was compiled. */
  static Path jar(PluginModules modules, String module, Path file) {
    return jar(modules, module, file, List.of());
  }

  /** The same with a version in its descriptor. */
  static Path jar(PluginModules modules, String module, Path file, String version) {
    return jar(modules, module, file, List.of("--module-version", version));
  }

  private static Path jar(
      PluginModules modules, String module, Path file, List<String> furtherOptions) {
    List<String> args = new ArrayList<>(List.of("--create", "--file", file.toString()));
    args.addAll(furtherOptions);
    args.addAll(List.of("-C", modules.classes(module).toString(), "."));
    var said = new StringWriter();
    var writer = new PrintWriter(said);
    ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
    assertEquals(0, tool.run(writer, writer, args.toArray(String[]::new)), said::toString);
    return file;
  }
}
