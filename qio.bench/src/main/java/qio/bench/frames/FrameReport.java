package qio.bench.frames;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import qio.bench.Page;
import qio.bench.Provenance;
import qio.bench.Ratio;
import qio.bench.RatioPlot;

/**
 * Prints the table of a run, and puts it into a page if one is given.
 *
 * <p>Arguments: the file of results, the command that made it, and the page.
 */
public final class FrameReport {

  private static final double MEBIBYTE = 1 << 20;
  private static final Color NETTY = new Color(0xd62728);

  /** A place in the table. */
  private record Place(Work work, int size, FrameContender contender) {}

  /** Nanoseconds and bytes of a message, by round. */
  private record Figures(Map<String, Double> nanos, Map<String, Double> bytes) {
    Figures() {
      this(new TreeMap<>(), new TreeMap<>());
    }
  }

  private final Map<Place, Figures> figures = new HashMap<>();
  private final TreeSet<String> rounds = new TreeSet<>();

  private FrameReport() {}

  /** Reports. */
  public static void main(String[] args) throws IOException {
    FrameReport report = new FrameReport();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      report.add(line.split("\t"));
    }
    String where = Provenance.line(args[1], Ratio.rounds(report.rounds.size()), List.of());
    String text = report.text();
    System.out.print(where + text);
    if (args.length > 2) {
      Page page = new Page(Path.of(args[2]));
      report.plot().write(page.picture());
      page.replace(where + page.image() + text);
    }
  }

  /** Columns: work, size, contender, round, nanoseconds, bytes. */
  private void add(String[] columns) {
    Place place =
        new Place(
            Work.valueOf(columns[0]),
            Integer.parseInt(columns[1]),
            FrameContender.valueOf(columns[2]));
    Figures found = figures.computeIfAbsent(place, p -> new Figures());
    rounds.add(columns[3]);
    found.nanos().put(columns[3], Double.valueOf(columns[4]));
    found.bytes().put(columns[3], Double.valueOf(columns[5]));
  }

  private RatioPlot plot() {
    var plot = new RatioPlot("frames", List.of(new RatioPlot.Peer("Netty", NETTY)));
    for (Work work : Work.values()) {
      for (int size : FrameRounds.SIZES) {
        plot.add(work.title + ", " + sizeText(size), List.of(ratio(work, size)));
      }
    }
    return plot;
  }

  private Optional<Ratio> ratio(Work work, int size) {
    Figures ours = figures.get(new Place(work, size, FrameContender.QIO));
    Figures theirs = figures.get(new Place(work, size, FrameContender.NETTY));
    return ours == null || theirs == null
        ? Optional.empty()
        : Ratio.of(theirs.nanos(), ours.nanos());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    text.append("| work | message | QIO | Netty | QIO ÷ Netty | B/op: QIO | Netty |\n");
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Work work : Work.values()) {
      for (int size : FrameRounds.SIZES) {
        Figures ours = figures.get(new Place(work, size, FrameContender.QIO));
        Figures theirs = figures.get(new Place(work, size, FrameContender.NETTY));
        ratio(work, size).ifPresent(ratio -> text.append(row(work, size, ours, theirs, ratio)));
      }
    }
    return text.toString();
  }

  private static String row(Work work, int size, Figures ours, Figures theirs, Ratio ratio) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.0f | %.0f |%n",
        work.title,
        sizeText(size),
        speed(size, Ratio.median(ours.nanos().values())),
        speed(size, Ratio.median(theirs.nanos().values())),
        ratio.text(),
        Ratio.median(ours.bytes().values()),
        Ratio.median(theirs.bytes().values()));
  }

  private static String sizeText(int size) {
    return size < 1024 ? size + " B" : size < MEBIBYTE ? size / 1024 + " KiB" : "1 MiB";
  }

  private static String speed(int size, double nanos) {
    return size < 1024
        ? String.format(Locale.ROOT, "%.0f ns", nanos)
        : String.format(Locale.ROOT, "%.0f MiB/s", size / MEBIBYTE / nanos * 1e9);
  }
}
