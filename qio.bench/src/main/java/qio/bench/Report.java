package qio.bench;

import java.io.IOException;
import java.nio.file.Path;
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
 * <p>Arguments: the file of results, the command that made it, the layout, and the page.
 */
public final class Report {

  private final Results results;
  private final Layout layout;
  private final List<Contender> peers;
  private final List<Contender> allocating;

  /** With columns for those who took part. */
  Report(Results results, Layout layout) {
    this.results = results;
    this.layout = layout;
    peers = layout.peers.stream().filter(results::tookPart).toList();
    allocating = layout.allocating.stream().filter(results::tookPart).toList();
  }

  /** Reports. */
  public static void main(String[] args) throws IOException {
    Layout layout = Layout.valueOf(args[2].toUpperCase(Locale.ROOT));
    Results results = Results.read(Path.of(args[0]));
    String where = Provenance.line(args[1], Ratio.rounds(results.rounds()), List.of());
    String text = new Report(results, layout).text();
    System.out.print(where + text);
    if (args.length > 3) {
      Page page = new Page(Path.of(args[3]));
      RatioPlot.of(results, layout).write(page.picture());
      page.replace(where + page.image() + text);
    }
  }

  /** The table, and below it what falls short and who is missing where. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(Layout.head(peers, allocating));
    for (Cell cell : results.cells()) {
      for (Contender own : layout.own) {
        if (own == Contender.QIO_NATIVE || results.figures(cell, own).isPresent()) {
          text.append(row(cell, own));
        }
      }
    }
    text.append('\n');
    behind().forEach(line -> text.append("- ").append(line).append('\n'));
    for (Map.Entry<Contender, Set<String>> each : results.obstacles().entrySet()) {
      text.append("- ").append(each.getKey()).append(" is missing where it ");
      text.append(String.join(" or ", each.getValue())).append('\n');
    }
    return text.toString();
  }

  // ---- the table ----

  private String row(Cell cell, Contender own) {
    List<String> columns = new ArrayList<>();
    columns.add(cell.title() + Layout.suffix(own));
    columns.add(results.figures(cell, own).map(ours -> figure(cell, ours.cost())).orElse("–"));
    peers.forEach(peer -> columns.add(results.ratio(cell, own, peer).map(Ratio::text).orElse("–")));
    columns.add(allocated(cell, own));
    allocating.forEach(peer -> columns.add(allocated(cell, peer)));
    return columns.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String allocated(Cell cell, Contender contender) {
    return results
        .figures(cell, contender)
        .filter(figures -> cell.scenario() != Scenario.IDLE_HEAP)
        .map(figures -> number(figures.bytes() * cell.operationsAMessage()))
        .orElse("–");
  }

  /** MiB a second of a stream, bytes of heap, else thousands of operations a second. */
  private static String figure(Cell cell, double cost) {
    return switch (cell.scenario()) {
      case STREAM, BOTH_WAYS -> "%.0f MiB/s".formatted(1e9 / cost / 1024);
      case IDLE_HEAP -> "%.0f B".formatted(cost);
      default -> "%.1f k/s".formatted(1e9 / cost / 1000);
    };
  }

  private static String number(double value) {
    return value < 0.05 ? "0" : String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  // ---- what falls short ----

  /** Where the ratios that are asked for are not reached. */
  private List<String> behind() {
    List<String> lines = new ArrayList<>();
    for (Contender peer : peers) {
      List<String> cells = new ArrayList<>();
      int all = 0;
      for (Cell cell : results.cells()) {
        for (Contender own : layout.own) {
          Optional<Ratio> ratio = results.ratio(cell, own, peer);
          if (ratio.isPresent() && asked(cell, peer) > 0) {
            all++;
            if (ratio.get().ofMedians() < asked(cell, peer)) {
              cells.add(
                  "%s%s (%.2f)"
                      .formatted(cell.title(), Layout.suffix(own), ratio.get().ofMedians()));
            }
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
    boolean bulk = cell.scenario().isBulk();
    switch (peer) {
      case QIO_NIO, ENGINE_MEMORY -> {
        return 0; // nothing: ourselves, and what sends nothing
      }
      case C, C_POLLING -> {
        return 0.9;
      }
      case ENGINE_SOCKET -> {
        return bulk ? 0.85 : 0;
      }
      case TLS_CHANNEL -> {
        return bulk ? 1.3 : 1;
      }
      case NETTY_EPOLL -> {
        return cell.setting().transport().isTls() ? ofNetty(cell) : 1;
      }
      default -> {}
    }
    boolean passing = cell.scenario() == Scenario.DESCRIPTOR_PASS;
    return passing && peer == Contender.JUNIXSOCKET ? 2 : 1;
  }

  /** Over TLS with the JDK's engine: a round trip takes 0.9 of its time at most. */
  private static double ofNetty(Cell cell) {
    if (cell.scenario().isBulk()) {
      return 1.5;
    }
    return cell.scenario() == Scenario.ROUND_TRIP ? 1 / 0.9 : 1;
  }
}
