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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ./bench dry}: every contender plays every scenario, and the tables are made. */
class BenchScriptTest {

  /** What a column of the table holds where there is a figure. */
  private static final Pattern FIGURE = Pattern.compile(".*[0-9].*");

  @TempDir private Path folder;

  @Test
  @Timeout(value = 250, unit = TimeUnit.SECONDS) // about 50; a busy machine may take longer
  void everyContenderPlaysEveryScenario() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
    List<String> tables = dryRun();
    int second = tables.lastIndexOf("# loops");
    List<String> sockets = tables.subList(0, second);
    int third = tables.lastIndexOf("# tls");
    List<String> loops = tables.subList(second, third);
    int fourth = tables.lastIndexOf("# latency");
    List<String> tls = tables.subList(third, fourth);
    int fifth = tables.lastIndexOf("# websocket");
    List<String> latency = tables.subList(fourth, fifth);
    List<String> frames = tables.subList(fifth, tables.size());
    Grid.DRY.cells().forEach(cell -> check(cell, Layout.SOCKETS, sockets));
    Grid.LOOPS_DRY.cells().forEach(cell -> check(cell, Layout.LOOPS, loops));
    Grid.TLS_DRY.cells().forEach(cell -> check(cell, Layout.TLS, tls));
    assertEquals(2, latency.stream().filter(row -> row.contains("| QIO native | 4096 |")).count());
    assertEquals(2, latency.stream().filter(row -> row.contains("| Netty | 4096 |")).count());
    assertEquals(12, frames.stream().filter(row -> row.contains(" | **")).count(), "four by three");
  }

  private static void check(Cell cell, Layout layout, List<String> table) {
    for (Contender own : layout.own) {
      if (own.obstacle(cell.scenario(), cell.setting()).isPresent()) {
        continue;
      }
      String title = cell.title() + Layout.suffix(own);
      String row =
          table.stream()
              .filter(line -> line.startsWith("| " + title + " |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no row for " + title));
      assertEquals(expected(cell, layout), figures(row, layout), row);
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
      assertTrue(process.waitFor(240, TimeUnit.SECONDS), () -> "it hangs: " + text(errors));
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

  /**
   * Whether Netty finds io_uring depends on the kernel, and on native access, which is denied here
   * and not there.
   */
  private static boolean isKnown(Contender peer) {
    return peer != Contender.NETTY_IO_URING;
  }

  /** Our figure, and a ratio for everyone who can play; C only where there is a compiler. */
  private static long expected(Cell cell, Layout layout) {
    return 1
        + layout.peers.stream()
            .filter(BenchScriptTest::isKnown)
            .filter(each -> hasCompiler() || each != Contender.C && each != Contender.C_POLLING)
            .filter(each -> each.obstacle(cell.scenario(), cell.setting()).isEmpty())
            .count();
  }

  private static boolean hasCompiler() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "cc")));
  }

  /** How many of the columns of speeds and ratios have a figure. */
  private static long figures(String row, Layout layout) {
    String[] columns = row.split("\\|");
    long ours = FIGURE.matcher(columns[2]).matches() ? 1 : 0;
    return ours
        + IntStream.range(0, layout.peers.size())
            .filter(i -> isKnown(layout.peers.get(i)))
            .filter(i -> FIGURE.matcher(columns[3 + i]).matches())
            .count();
  }
}
