package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Prints the percentiles of a run of {@link Latency}, and puts them and their curves into a page if
 * one is given.
 *
 * <p>Arguments: the file of results, the command that made it, and the page.
 */
public final class LatencyReport {

  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

  private LatencyReport() {}

  /** Reports. */
  public static void main(String[] args) throws IOException, DataFormatException {
    List<String> lines = Files.readAllLines(Path.of(args[0]));
    Map<Cell, Map<Contender, Histogram>> all = read(lines);
    String where = Provenance.line(args[1], rounds(lines) + " rounds", List.of());
    String text = text(all);
    System.out.print(where + text);
    if (args.length > 2) {
      Page page = new Page(Path.of(args[2]));
      new LatencyPlot(all).write(page.picture());
      page.replace(where + page.image() + text);
    }
  }

  /** The rounds of a contender in a cell are one histogram. */
  private static Map<Cell, Map<Contender, Histogram>> read(List<String> lines)
      throws DataFormatException {
    Map<Cell, Map<Contender, Histogram>> all = new LinkedHashMap<>();
    for (String line : lines) {
      String[] columns = line.split("\t");
      byte[] bytes = Base64.getDecoder().decode(columns[Cell.COLUMNS + 2]);
      Histogram round = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 1);
      all.computeIfAbsent(Cell.parse(columns), cell -> new EnumMap<>(Contender.class))
          .merge(
              Contender.valueOf(columns[Cell.COLUMNS]),
              round,
              (sum, more) -> {
                sum.add(more);
                return sum;
              });
    }
    return all;
  }

  private static int rounds(List<String> lines) {
    return (int) lines.stream().map(line -> line.split("\t")[Cell.COLUMNS + 1]).distinct().count();
  }

  private static String text(Map<Cell, Map<Contender, Histogram>> all) {
    var text =
        new StringBuilder(
            "| cell | | round trips | 50 % | 90 % | 99 % | 99.9 % | 99.99 % | all |\n");
    text.append("| --- | --- |").append(" ---: |".repeat(PERCENTILES.length + 1)).append('\n');
    all.forEach(
        (cell, contenders) ->
            contenders.forEach(
                (contender, measured) -> {
                  text.append("| ").append(cell.title()).append(" | ");
                  text.append(Layout.name(contender)).append(" | ");
                  text.append(measured.getTotalCount());
                  for (double percentile : PERCENTILES) {
                    double micros = measured.getValueAtPercentile(percentile) / 1e3;
                    text.append(" | ").append("%.1f".formatted(micros));
                  }
                  text.append(" |\n");
                }));
    return text.append("\nMicroseconds in which so many of the round trips were done.\n")
        .toString();
  }
}
