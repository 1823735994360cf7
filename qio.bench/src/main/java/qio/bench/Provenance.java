package qio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Where figures come from. */
public final class Provenance {

  private Provenance() {}

  /**
   * The command, the day, the rounds and what they tell, the machine, its kernel and JDK, as a
   * paragraph.
   *
   * @param command what was run
   * @param rounds how often, in words
   * @param others versions of what else took part
   * @return the paragraph, with the empty line behind it
   * @throws IOException if the machine does not tell
   */
  public static String line(String command, String rounds, List<String> others) throws IOException {
    String versions = others.isEmpty() ? "" : "; " + String.join(", ", others);
    return "`%s`, %s, %s. %s, load %s; Linux %s; %s %s%s.%n%n"
        .formatted(
            command,
            LocalDate.now(ZoneOffset.UTC),
            rounds,
            machine(),
            Files.readString(Path.of("/proc/loadavg")).split(" ")[2],
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            Runtime.version(),
            versions);
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
