package qio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where figures come from. */
final class Provenance {

  private Provenance() {}

  /** The command, the day, the machine, the kernel and the JDK, as a paragraph. */
  static String line(String command, int rounds) throws IOException {
    return "`%s`, %s, %d rounds. %s; Linux %s; %s %s.%n%n"
        .formatted(
            command,
            LocalDate.now(ZoneOffset.UTC),
            rounds,
            machine(),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            Runtime.version());
  }

  private static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 2))
            .orElse(System.getProperty("os.arch"));
    return Runtime.getRuntime().availableProcessors() + " × " + model;
  }
}
