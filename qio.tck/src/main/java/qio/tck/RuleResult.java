package qio.tck;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one test of one subject says of a rule; a line of a file.
 *
 * @param rule the rule's number
 * @param subject what was tested
 * @param outcome what became of it
 * @param reason why it was skipped or has failed; empty if it passed
 */
record RuleResult(String rule, String subject, Outcome outcome, String reason) {

  private static final Pattern ADDRESS = Pattern.compile("\\b[a-z+]+:\\S+?(?=[:;,]?(\\s|$))");

  /** What a record or a channel says of itself. */
  private static final Pattern DESCRIPTION = Pattern.compile("\\b[A-Z]\\w+\\[.*\\]");

  private static final int FIELDS = 4;

  /** The reason without what differs from run to run, so that equal ones are equal. */
  static RuleResult of(String rule, String subject, Outcome outcome, String reason) {
    String line = reason.lines().findFirst().orElse("").replace('\t', ' ');
    String general = DESCRIPTION.matcher(line).replaceAll("it");
    return new RuleResult(
        rule, subject, outcome, ADDRESS.matcher(general).replaceAll("it").strip());
  }

  String line() {
    return String.join("\t", rule, subject, outcome.name(), reason);
  }

  /** Reads a line; empty if it is none. */
  static Optional<RuleResult> parse(String line) {
    String[] fields = line.split("\t", -1);
    return fields.length == FIELDS
        ? Optional.of(new RuleResult(fields[0], fields[1], Outcome.valueOf(fields[2]), fields[3]))
        : Optional.empty();
  }
}
