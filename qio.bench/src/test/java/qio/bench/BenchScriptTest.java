package qio.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ./bench dry}: every contender plays every scenario, and the table is made. */
class BenchScriptTest {

  /** What a column of the table holds where there is a figure. */
  private static final Pattern FIGURE = Pattern.compile(".*[0-9].*");

  @TempDir private Path folder;

  @Test
  @Timeout(value = 150, unit = TimeUnit.SECONDS) // some seconds; a busy machine may take longer
  void everyContenderPlaysEveryScenario() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
    List<String> table = dryRun();
    for (Cell cell : Grid.DRY.cells()) {
      String row =
          table.stream()
              .filter(line -> line.startsWith("| " + cell.title() + " |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no row for " + cell.title()));
      assertEquals(expected(cell), figures(row), row);
    }
  }

  private List<String> dryRun() throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "../bench", "dry")
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().put("QIO_BENCH_BUILT", "1");
    builder.environment().remove("CELLS");
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(140, TimeUnit.SECONDS), () -> "it hangs: " + text(errors));
      assertEquals(0, process.exitValue(), () -> text(errors));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readAllLines(output);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** QIO's speed, and a ratio for everyone who can play; C only where there is a compiler. */
  private static long expected(Cell cell) {
    return Arrays.stream(Contender.values())
        .filter(each -> each != Contender.C || hasCompiler())
        .filter(each -> each.obstacle(cell.scenario(), cell.setting()).isEmpty())
        .count();
  }

  private static boolean hasCompiler() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "cc")));
  }

  /** How many of the columns of speeds and ratios have a figure. */
  private static long figures(String row) {
    return Arrays.stream(row.split("\\|"))
        .skip(2)
        .limit(Contender.values().length)
        .filter(column -> FIGURE.matcher(column).matches())
        .count();
  }
}
