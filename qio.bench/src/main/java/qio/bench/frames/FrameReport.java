package qio.bench.frames;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Prints the table of a run, and puts it into a page if one is given.
 *
 * <p>Arguments: the file of results, the command that made it, and the page.
 */
public final class FrameReport {

  private static final String BEGIN = "<!-- measured -->\n";
  private static final String END = "<!-- end of measured -->\n";
  private static final double MEBIBYTE = 1 << 20;

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
    String text = report.text(args[1]);
    System.out.print(text);
    if (args.length > 2) {
      Path page = Path.of(args[2]);
      String old = Files.readString(page);
      int from = old.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(
          page, old.substring(0, from) + "\n" + text + "\n" + old.substring(old.indexOf(END)));
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

  private String text(String command) throws IOException {
    StringBuilder text = new StringBuilder(where(command));
    text.append("| work | message | QIO | Netty | QIO ÷ Netty | B/op: QIO | Netty |\n");
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Work work : Work.values()) {
      for (int size : FrameRounds.SIZES) {
        Figures ours = figures.get(new Place(work, size, FrameContender.QIO));
        Figures theirs = figures.get(new Place(work, size, FrameContender.NETTY));
        if (ours != null && theirs != null) {
          text.append(row(work, size, ours, theirs));
        }
      }
    }
    return text.toString();
  }

  private static String row(Work work, int size, Figures ours, Figures theirs) {
    List<Double> each = new ArrayList<>();
    ours.nanos().forEach((round, nanos) -> each.add(theirs.nanos().get(round) / nanos));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | **%.2f** (%.2f–%.2f) | %.0f | %.0f |%n",
        work.title,
        size < 1024 ? size + " B" : size < MEBIBYTE ? size / 1024 + " KiB" : "1 MiB",
        speed(size, median(ours.nanos())),
        speed(size, median(theirs.nanos())),
        median(theirs.nanos()) / median(ours.nanos()),
        Collections.min(each),
        Collections.max(each),
        median(ours.bytes()),
        median(theirs.bytes()));
  }

  private static String speed(int size, double nanos) {
    return size < 1024
        ? String.format(Locale.ROOT, "%.0f ns", nanos)
        : String.format(Locale.ROOT, "%.0f MiB/s", size / MEBIBYTE / nanos * 1e9);
  }

  private static double median(Map<String, Double> values) {
    double[] sorted = values.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private String where(String command) throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 2))
            .orElse(System.getProperty("os.arch"));
    return "`%s`, %s, %d rounds. %d × %s; load %s; Linux %s; %s %s.%n%n"
        .formatted(
            command,
            LocalDate.now(ZoneOffset.UTC),
            rounds.size(),
            Runtime.getRuntime().availableProcessors(),
            model,
            Files.readString(Path.of("/proc/loadavg")).split(" ")[1],
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            Runtime.version());
  }
}
