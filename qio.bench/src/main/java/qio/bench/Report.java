package qio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prints the table of a run, and puts it into a page if one is given.
 *
 * <p>Arguments: the file of results, the command that made it, and the page.
 */
public final class Report {

  private static final String BEGIN = "<!-- measured -->\n";
  private static final String END = "<!-- end of measured -->\n";
  private static final List<Contender> PEERS =
      List.of(
          Contender.JDK_CHANNEL,
          Contender.NETTY_EPOLL,
          Contender.JUNIXSOCKET,
          Contender.QIO_NIO,
          Contender.C);

  private final Results results;

  private Report(Results results) {
    this.results = results;
  }

  /** Reports. */
  public static void main(String[] args) throws IOException {
    String text = new Report(Results.read(Path.of(args[0]))).text(args[1]);
    System.out.print(text);
    if (args.length > 2) {
      Path page = Path.of(args[2]);
      String old = Files.readString(page);
      int from = old.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(
          page, old.substring(0, from) + "\n" + text + "\n" + old.substring(old.indexOf(END)));
    }
  }

  private String text(String command) throws IOException {
    StringBuilder text = new StringBuilder(where(command));
    text.append("| cell | QIO native | ÷ JDK | ÷ Netty | ÷ junixsocket | ÷ QIO nio | ÷ C |")
        .append(" B/op: QIO native | nio | JDK | Netty | junixsocket |\n")
        .append("| --- |")
        .append(" ---: |".repeat(11))
        .append('\n');
    for (Cell cell : results.cells()) {
      text.append(row(cell));
    }
    text.append('\n');
    behind().forEach(line -> text.append("- ").append(line).append('\n'));
    for (Map.Entry<Contender, Set<String>> each : results.obstacles().entrySet()) {
      text.append("- ").append(each.getKey()).append(" is missing where it ");
      text.append(String.join(" or ", each.getValue())).append('\n');
    }
    return text.toString();
  }

  private String where(String command) throws IOException {
    return "`%s`, %s, %d rounds. %s; Linux %s; %s %s.%n%n"
        .formatted(
            command,
            LocalDate.now(ZoneOffset.UTC),
            results.rounds(),
            machine(),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            Runtime.version());
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

  // ---- the table ----

  private String row(Cell cell) {
    List<String> columns = new ArrayList<>();
    columns.add(cell.title());
    columns.add(speed(cell));
    PEERS.forEach(peer -> columns.add(results.ratio(cell, peer).map(Report::ratio).orElse("–")));
    for (Contender each :
        List.of(
            Contender.QIO_NATIVE,
            Contender.QIO_NIO,
            Contender.JDK_CHANNEL,
            Contender.NETTY_EPOLL,
            Contender.JUNIXSOCKET)) {
      columns.add(
          results
              .figures(cell, each)
              .map(figures -> number(figures.bytes() * cell.operationsAMessage()))
              .orElse("–"));
    }
    return columns.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** MiB a second of a stream, else thousands of operations a second. */
  private String speed(Cell cell) {
    Optional<Results.Figures> ours = results.figures(cell, Contender.QIO_NATIVE);
    if (ours.isEmpty()) {
      return "–";
    }
    double aSecond = 1e9 / ours.get().nanos();
    return cell.scenario() == Scenario.STREAM
        ? "%.0f MiB/s".formatted(aSecond / 1024)
        : "%.1f k/s".formatted(aSecond / 1000);
  }

  private static String ratio(Results.Ratio ratio) {
    return "**%.2f** (%.2f–%.2f)".formatted(ratio.ofMedians(), ratio.least(), ratio.most());
  }

  private static String number(double value) {
    return value < 0.05 ? "0" : String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  // ---- what falls short ----

  /** Where the ratios that are asked for are not reached. */
  private List<String> behind() {
    List<String> lines = new ArrayList<>();
    for (Contender peer : PEERS) {
      List<String> cells = new ArrayList<>();
      int all = 0;
      for (Cell cell : results.cells()) {
        Optional<Results.Ratio> ratio = results.ratio(cell, peer);
        if (ratio.isPresent() && peer != Contender.QIO_NIO) {
          all++;
          if (ratio.get().ofMedians() < asked(cell, peer)) {
            cells.add("%s (%.2f)".formatted(cell.title(), ratio.get().ofMedians()));
          }
        }
      }
      if (all > 0) {
        lines.add(
            "%s: %d of %d cells fall short%s"
                .formatted(
                    peer,
                    cells.size(),
                    all,
                    cells.isEmpty() ? "" : ": " + String.join("; ", cells)));
      }
    }
    return lines;
  }

  /** The ratio that is asked for. */
  private static double asked(Cell cell, Contender peer) {
    if (peer == Contender.C) {
      return 0.9;
    }
    boolean passing = cell.scenario() == Scenario.DESCRIPTOR_PASS;
    return passing && peer == Contender.JUNIXSOCKET ? 2 : 1;
  }
}
