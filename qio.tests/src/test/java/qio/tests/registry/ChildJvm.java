package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that run in a JVM of their own. */
public final class ChildJvm {

  private ChildJvm() {}

  /** Where a module of these tests' boot layer is. */
  static Path home(String module) {
    URI location =
        ModuleLayer.boot()
            .configuration()
            .findModule(module)
            .flatMap(found -> found.reference().location())
            .orElseThrow();
    return Path.of(location);
  }

  /** Runs a program to its end and returns what it has written. */
  public static List<String> run(Path dir, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(dir, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the program has not ended");
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }
}
