package qio.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures beside the reports. */
class PictureTest {

  private static final String CELL = "ROUND_TRIP\tTCP\tPLATFORM\t1\t0\t64\t";

  @TempDir private Path folder;

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  @Test
  void eachRatioIsADotInTheRowOfItsCell() throws IOException {
    Path results = folder.resolve("results.tsv");
    Files.write(
        results,
        List.of(
            CELL + "QIO_NATIVE\t1\t100\t0",
            CELL + "QIO_NATIVE\t2\t110\t0",
            CELL + "JDK_CHANNEL\t1\t200\t0",
            CELL + "JDK_CHANNEL\t2\t150\t0",
            CELL + "NETTY_EPOLL\t1\t50\t0"));
    Path file = folder.resolve("ratios.svg");
    RatioPlot.of(Results.read(results), Layout.SOCKETS).write(file);
    String svg = Files.readString(file);
    assertTrue(svg.contains("round trip 64 B, tcp, 1 × platform"), svg);
    assertEquals(1, count(svg, "÷ JDK"), svg);
    assertEquals(1, count(svg, "÷ Netty"), svg);
    assertEquals(0, count(svg, "÷ junixsocket"), svg);
  }

  @Test
  void aRunWithoutPeersHasNoPicture() throws IOException {
    Path results = Files.writeString(folder.resolve("results.tsv"), CELL + "QIO_NATIVE\t1\t9\t0");
    Path file = folder.resolve("none.svg");
    RatioPlot.of(Results.read(results), Layout.SOCKETS).write(file);
    assertTrue(Files.notExists(file));
  }

  @Test
  void eachContenderHasACurveInThePlotOfItsCell() throws IOException {
    Histogram measured = new Histogram(3);
    for (int i = 1; i <= 1000; i++) {
      measured.recordValue(i * 1000L);
    }
    Map<Contender, Histogram> contenders = new EnumMap<>(Contender.class);
    contenders.put(Contender.QIO_NATIVE, measured);
    contenders.put(Contender.NETTY_EPOLL, measured);
    Path file = folder.resolve("latency.svg");
    new LatencyPlot(Map.of(Latency.cells().getFirst(), contenders)).write(file);
    String svg = Files.readString(file);
    assertEquals(1, count(svg, ">QIO native<"), svg);
    assertEquals(1, count(svg, ">Netty<"), svg);
    assertTrue(svg.contains("one round trip in so many takes longer"), svg);
  }
}
