package qio.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayPlotTest {

  @TempDir private Path folder;

  @Test
  void eachWayAndQuantityOfTheImageHasARow() throws IOException {
    Path results = folder.resolve("results.tsv");
    Files.write(
        results,
        List.of(
            "TCP\tQIO_IMAGE\t1\tRATE_ONE\t2000",
            "TCP\tHAPROXY\t1\tRATE_ONE\t1000",
            "TCP\tHAPROXY\t1\tCPU_ONE\t1.5",
            "TERMINATION\tQIO_IMAGE\t1\tCPU_CROWD\t0.5",
            "TERMINATION\tNGINX\t1\tCPU_CROWD\t1"));
    Path file = folder.resolve("relay.svg");
    RelayPlot.of(RelayResults.read(results), Size.FULL).write(file);
    String svg = Files.readString(file);
    assertTrue(svg.contains("TCP, throughput, 1 connection"), svg);
    assertTrue(svg.contains("TLS termination, CPU of a GiB, 1000 connections"), svg);
    assertFalse(svg.contains("TCP, CPU of a GiB, 1 connection"), "the image has no such figure");
    assertEquals(1, svg.split("÷ haproxy<", -1).length - 1, svg);
    assertEquals(1, svg.split("÷ nginx<", -1).length - 1, svg);
    assertEquals(0, svg.split("÷ socat<", -1).length - 1, svg);
  }
}
