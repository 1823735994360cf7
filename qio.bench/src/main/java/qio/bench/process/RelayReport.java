package qio.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import qio.bench.Page;
import qio.bench.Provenance;
import qio.bench.Ratio;

/**
 * Prints the tables of a run, and puts them into a page if one is given.
 *
 * <p>Arguments: the size, the file of results, the command that made it, and the page.
 */
public final class RelayReport {

  private final RelayResults results;
  private final Size size;

  private RelayReport(RelayResults results, Size size) {
    this.results = results;
    this.size = size;
  }

  /** Reports. */
  public static void main(String[] args) throws IOException {
    Size size = Size.valueOf(args[0].toUpperCase(Locale.ROOT));
    RelayResults results = RelayResults.read(Path.of(args[1]));
    String where = Provenance.line(args[2], Ratio.rounds(results.rounds()), versions());
    String text = new RelayReport(results, size).text();
    System.out.print(where + text);
    if (args.length > 3) {
      Page page = new Page(Path.of(args[3]));
      RelayPlot.of(results, size).write(page.picture());
      page.replace(where + page.image() + text);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (Way way : results.ways()) {
      text.append("### ").append(way.title).append("\n\n").append(head(relays(way)));
      for (Quantity quantity : Quantity.values()) {
        if (isSeen(way, quantity)) {
          text.append(row(way, quantity));
        }
      }
      text.append('\n');
    }
    text.append("### Asked and seen\n\n");
    text.append(
        "| of | where | what | asked | seen | holds |\n| --- | --- | --- | --- | --- | --- |\n");
    Stream.of(Relay.values())
        .filter(Relay::isOurs)
        .flatMap(own -> Asked.of(own).stream())
        .flatMap(asked -> asked.row(results, size).stream())
        .forEach(text::append);
    text.append("\n### Who is missing\n\n");
    results
        .obstacles()
        .forEach(
            (relay, why) ->
                why.forEach(reason -> text.append("- %s, %s%n".formatted(relay.title, reason))));
    return text.toString();
  }

  private static List<String> versions() throws IOException {
    List<String> versions = new ArrayList<>();
    for (Relay relay : Relay.values()) {
      if (!relay.isOurs() && relay != Relay.HAPROXY_SPLICE) {
        versions.add(relay.version());
      }
    }
    return versions;
  }

  /** Who has a column: those with a figure. */
  private List<Relay> relays(Way way) {
    return Stream.of(Relay.values())
        .filter(relay -> results.median(way, relay, Quantity.LISTENING).isPresent())
        .toList();
  }

  private boolean isSeen(Way way, Quantity quantity) {
    return relays(way).stream().anyMatch(relay -> results.median(way, relay, quantity).isPresent());
  }

  private static String head(List<Relay> relays) {
    return relays.stream()
            .map(relay -> relay.title)
            .collect(Collectors.joining(" | ", "| what | ", " |\n"))
        + "| --- |"
        + " ---: |".repeat(relays.size())
        + "\n";
  }

  private String row(Way way, Quantity quantity) {
    return relays(way).stream()
        .map(relay -> cell(way, relay, quantity))
        .collect(Collectors.joining(" | ", "| " + quantity.title(size) + " | ", " |\n"));
  }

  private String cell(Way way, Relay relay, Quantity quantity) {
    Optional<Double> median = results.median(way, relay, quantity);
    if (median.isEmpty()) {
      return "–";
    }
    String figure = quantity.text(median.get());
    return relay == Relay.QIO
        ? figure
        : figure
            + results
                .ratio(way, relay, Relay.QIO, quantity)
                .map(ratio -> ", " + ratio.text())
                .orElse("");
  }
}
