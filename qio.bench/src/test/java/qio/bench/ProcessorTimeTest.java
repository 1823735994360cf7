package qio.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import qio.bench.ProcessorTime.Spent;

class ProcessorTimeTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void fieldsAreCountedFromBehindTheNameOfTheProgram() {
    String line =
        "4711 (a) S (b 1) R 1 4711 4711 0 -1 4194304 2022 0 7 0 35 12 1 2 20 0 1 0 8841 2392064";
    assertEquals(new Spent(350_000_000, 120_000_000), Spent.parse(line));
  }

  @Test
  void whatWasSpentBeforeDoesNotCount() {
    assertEquals(new Spent(2, 3), new Spent(12, 23).since(new Spent(10, 20)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLoopSpendsTimeOutsideOfTheKernel() throws IOException {
    Spent before = Spent.read();
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          while (Spent.read().since(before).java() == 0) {
            Thread.onSpinWait();
          }
        });
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readingFilesSpendsTimeInsideOfTheKernel() throws IOException {
    Spent before = Spent.read();
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          while (Spent.read().since(before).kernel() == 0) {
            assertTrue(Files.size(Path.of("/proc/self/exe")) > 0);
          }
        });
  }
}
