package qio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints the tables of a run, and puts them into a page if one is given.
 *
 * <p>Arguments: the size, the file of results, the command that made it, and the page.
 */
public final class RelayReport {

  private static final String BEGIN = "<!-- measured -->\n";
  private static final String END = "<!-- end of measured -->\n";

  private final RelayResults results;
  private final Size size;

  private RelayReport(RelayResults results, Size size) {
    this.results = results;
    this.size = size;
  }

  /** Reports. */
  public static void main(String[] args) throws IOException {
    Size size = Size.valueOf(args[0].toUpperCase(Locale.ROOT));
    String text = new RelayReport(RelayResults.read(Path.of(args[1])), size).text(args[2]);
    System.out.print(text);
    if (args.length > 3) {
      Path page = Path.of(args[3]);
      String old = Files.readString(page);
      int from = old.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(
          page, old.substring(0, from) + "\n" + text + "\n" + old.substring(old.indexOf(END)));
    }
  }

  private String text(String command) throws IOException {
    StringBuilder text = new StringBuilder(where(command));
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

  private String where(String command) throws IOException {
    List<String> versions = new ArrayList<>();
    for (Relay relay : Relay.values()) {
      if (!relay.isOurs() && relay != Relay.HAPROXY_SPLICE) {
        versions.add(relay.version());
      }
    }
    return "`%s`, %s, %d rounds. %s; Linux %s; %s %s; %s.%n%n"
        .formatted(
            command,
            LocalDate.now(ZoneOffset.UTC),
            results.rounds(),
            machine(),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            Runtime.version(),
            String.join(", ", versions));
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
                .map(
                    ratio ->
                        String.format(
                            Locale.ROOT,
                            ", **%.2f** (%.2f–%.2f)",
                            ratio.ofMedians(),
                            ratio.least(),
                            ratio.most()))
                .orElse("");
  }
}
