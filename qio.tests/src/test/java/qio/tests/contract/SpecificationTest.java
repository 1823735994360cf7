package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import qio.tck.Rule;

/**
 * The specification and the tests name the same rules. It looks at sources, because the tests of
 * other modules are not on this one's path.
 */
@Rule("KIT-3")
final class SpecificationTest {

  static final Path ROOT = root();

  private static final Pattern RULE_IN_TEXT = Pattern.compile("(?m)^\\*\\*([A-Z]+-\\d+)\\*\\* \\S");
  private static final Pattern RULE_ON_TEST = Pattern.compile("@Rule\\(([^)]*)\\)");
  private static final Pattern ID = Pattern.compile("\"([A-Z]+-\\d+)\"");

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("module-info-docs/SPEC.md"))) {
      at = at.getParent();
      if (at == null) {
        throw new IllegalStateException("module-info-docs/SPEC.md is nowhere above the tests");
      }
    }
    return at;
  }

  private static String specification() throws IOException {
    return Files.readString(ROOT.resolve("module-info-docs/SPEC.md"));
  }

  private static Set<String> specified() throws IOException {
    return RULE_IN_TEXT
        .matcher(specification())
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The rules that tests bear, and where. */
  private static Map<String, String> tested() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(ROOT)) {
      for (Path source : all.filter(SpecificationTest::isSource).sorted().toList()) {
        String text = Files.readString(source);
        RULE_ON_TEST
            .matcher(text)
            .results()
            .flatMap(match -> ID.matcher(match.group(1)).results())
            .map(MatchResult::group)
            .map(quoted -> quoted.replace("\"", ""))
            .forEach(rule -> found.put(rule, ROOT.relativize(source).toString()));
      }
    }
    return found;
  }

  private static boolean isSource(Path path) {
    String text = ROOT.relativize(path).toString();
    return text.endsWith(".java") && text.contains("/src/") && !text.contains("/target/");
  }

  private static String family(String rule) {
    return rule.substring(0, rule.indexOf('-'));
  }

  @Test
  void everyRuleHasATest() throws IOException {
    Set<String> untested = specified();
    untested.removeAll(tested().keySet());
    assertEquals(Set.of(), untested, "rules of SPEC.md that no test bears");
  }

  @Test
  void everyTestBearsARuleThatThereIs() throws IOException {
    Map<String, String> unknown = tested();
    unknown.keySet().removeAll(specified());
    assertEquals(Map.of(), unknown, "rules that tests bear and SPEC.md does not have");
  }

  @Test
  void rulesAreNumberedInOrderAndNoneTwice() throws IOException {
    Map<String, Integer> last = new TreeMap<>();
    Matcher rules = RULE_IN_TEXT.matcher(specification());
    while (rules.find()) {
      String rule = rules.group(1);
      int number = Integer.parseInt(rule.substring(rule.indexOf('-') + 1));
      Integer before = last.put(family(rule), number);
      assertTrue(before == null || before < number, rule + " comes after number " + before);
    }
  }
}
