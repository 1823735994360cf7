package qio.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final String CELL = "ROUND_TRIP\tTCP\tLOOP\t1\t0\t64\t";

  @TempDir Path folder;

  private List<String> report(String... results) throws IOException {
    Path file = Files.write(folder.resolve("results.tsv"), List.of(results));
    return new Report(Results.read(file), Layout.LOOPS).text().lines().toList();
  }

  @Test
  void onlyThoseWhoTookPartHaveColumns() throws IOException {
    List<String> lines =
        report(
            CELL + "QIO_NATIVE\t1\t1000\t0",
            CELL + "NETTY_EPOLL\t1\t2000\t150",
            CELL + "NETTY_IO_URING\t1\tcannot\thas no ring");
    assertEquals("| cell | QIO | ÷ Netty | B/op: QIO | Netty |", lines.get(0));
    assertEquals(
        "| round trip 64 B, tcp, 1 × loop | 1000.0 k/s | **2.00** (2.00–2.00) | 0 | 150 |",
        lines.get(2));
    assertEquals("- NETTY_IO_URING is missing where it has no ring", lines.getLast());
  }
}
