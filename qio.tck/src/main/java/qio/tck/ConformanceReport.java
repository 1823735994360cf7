package qio.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page of what {@link ConformanceRecorder} has written: a table for each section of the
 * specification, with a row for each rule and a column for each subject.
 */
public final class ConformanceReport {

  private static final Pattern RULE_IN_TEXT =
      Pattern.compile("(?m)^\\*\\*([A-Z]+-\\d+)\\*\\* \\*\\*(.*?)\\*\\*");

  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(ConformanceReport::section)
          .thenComparingInt(rule -> Integer.parseInt(rule.substring(rule.indexOf('-') + 1)));

  /** Results by rule, then by subject. */
  private final Map<String, Map<String, RuleResult>> results = new TreeMap<>(BY_NUMBER);

  private final Map<String, String> texts;
  private final SequencedMap<String, Integer> footnotes = new LinkedHashMap<>();

  private ConformanceReport(Stream<RuleResult> all, Map<String, String> texts) {
    this.texts = texts;
    all.forEach(
        each ->
            results
                .computeIfAbsent(each.rule(), rule -> new TreeMap<>())
                .merge(each.subject(), each, ConformanceReport::worse));
  }

  /**
   * Writes the page.
   *
   * @param args the folder of results, the file to write, and the specification if its words are
   *     wanted
   * @throws IOException if something cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new IllegalArgumentException("wanted: FOLDER PAGE [SPECIFICATION]");
    }
    Map<String, String> texts = args.length > 2 ? texts(Path.of(args[2])) : Map.of();
    Files.writeString(Path.of(args[1]), page(Path.of(args[0]), texts));
  }

  static String page(Path folder, Map<String, String> texts) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<RuleResult> all =
          files
              .filter(file -> file.toString().endsWith(".tsv"))
              .sorted()
              .flatMap(ConformanceReport::lines)
              .toList();
      return new ConformanceReport(all.stream(), texts).page();
    }
  }

  private static Stream<RuleResult> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().map(RuleResult::parse).flatMap(Optional::stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, String> texts(Path specification) throws IOException {
    return RULE_IN_TEXT
        .matcher(Files.readString(specification))
        .results()
        .collect(Collectors.toMap(match -> match.group(1), ConformanceReport::text));
  }

  private static String text(MatchResult match) {
    return match.group(2).replace("|", "\\|");
  }

  private static RuleResult worse(RuleResult one, RuleResult other) {
    return one.outcome().compareTo(other.outcome()) >= 0 ? one : other;
  }

  private static String section(String rule) {
    return rule.substring(0, rule.indexOf('-'));
  }

  // ---- the page ----

  private String page() {
    var page = new StringBuilder("# Rules and those who keep them\n\n");
    page.append("Made by the conformance kit from the outcome of its tests. A tick: every test of");
    page.append(" the rule passed. A number: it was skipped, for the reason below. **✗**: it");
    page.append(" failed.\n\n");
    page.append(summary()).append('\n');
    results.keySet().stream()
        .map(ConformanceReport::section)
        .distinct()
        .forEach(section -> page.append(table(section)).append('\n'));
    page.append("## Why rules were skipped\n\n");
    footnotes.forEach((reason, number) -> page.append(number + ". " + reason + "\n"));
    return page.toString();
  }

  private String summary() {
    Map<String, Map<Outcome, Integer>> sums = new TreeMap<>();
    results.values().stream()
        .flatMap(row -> row.values().stream())
        .forEach(
            each ->
                sums.computeIfAbsent(each.subject(), s -> new EnumMap<>(Outcome.class))
                    .merge(each.outcome(), 1, Integer::sum));
    var table = new StringBuilder("| subject | rules kept | skipped | broken |\n");
    table.append("| --- | ---: | ---: | ---: |\n");
    sums.forEach(
        (subject, sum) ->
            table.append(
                "| %s | %d | %d | %d |\n"
                    .formatted(
                        subject,
                        sum.getOrDefault(Outcome.PASSED, 0),
                        sum.getOrDefault(Outcome.SKIPPED, 0),
                        sum.getOrDefault(Outcome.FAILED, 0))));
    return table.toString();
  }

  private String table(String section) {
    List<String> rules =
        results.keySet().stream().filter(rule -> section(rule).equals(section)).toList();
    TreeSet<String> subjects = new TreeSet<>();
    rules.forEach(rule -> subjects.addAll(results.getOrDefault(rule, Map.of()).keySet()));
    var table = new StringBuilder("## " + section + "\n\n| rule | ");
    table.append(String.join(" | ", subjects)).append(" |\n| --- |");
    table.append(" :---: |".repeat(subjects.size())).append('\n');
    for (String rule : rules) {
      table.append("| **").append(rule).append("** ").append(texts.getOrDefault(rule, ""));
      for (String subject : subjects) {
        table.append(" | ").append(cell(results.getOrDefault(rule, Map.of()).get(subject)));
      }
      table.append(" |\n");
    }
    return table.toString();
  }

  private String cell(@Nullable RuleResult result) {
    if (result == null) {
      return "";
    }
    return switch (result.outcome()) {
      case PASSED -> "✓";
      case FAILED -> "**✗**";
      case SKIPPED ->
          String.valueOf(
              footnotes.computeIfAbsent(result.reason(), reason -> footnotes.size() + 1));
    };
  }
}
