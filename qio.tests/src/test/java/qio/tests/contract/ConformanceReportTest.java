package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.tck.ConformanceReport;
import qio.tck.Rule;

/** The page of rules by subjects. */
@Rule("KIT-6")
final class ConformanceReportTest {

  @TempDir Path dir;

  private String page(String... lines) throws Exception {
    Path results = Files.createDirectories(dir.resolve("results"));
    Files.write(results.resolve("a.tsv"), List.of(lines));
    Files.writeString(dir.resolve("SPEC.md"), "**IO-2** **The second.**\n\n**IO-10** **Ten.**\n");
    ConformanceReport.main(
        new String[] {
          results.toString(), dir.resolve("page.md").toString(), dir.resolve("SPEC.md").toString()
        });
    return Files.readString(dir.resolve("page.md"));
  }

  @Test
  void aRuleIsKeptOnlyIfEveryTestOfItHasPassed() throws Exception {
    String page =
        page(
            "IO-2\tTcp\tPASSED\t",
            "IO-2\tTcp\tFAILED\tlost a byte",
            "IO-2\tUnix\tPASSED\t",
            "IO-2\tUnix\tSKIPPED\tno feature");
    assertTrue(page.contains("| **IO-2** The second. | **✗** | ✓ |"), page);
    assertTrue(page.contains("| Tcp | 0 | 0 | 1 |"), page);
    assertTrue(page.contains("| Unix | 1 | 0 | 0 |"), page);
  }

  @Test
  void aRuleThatIsSkippedHasTheNumberOfItsReason() throws Exception {
    String page =
        page(
            "IO-10\tTcp\tSKIPPED\tno feature",
            "IO-2\tTcp\tPASSED\t",
            "IO-2\tUnix\tSKIPPED\tno room",
            "IO-10\tUnix\tSKIPPED\tno feature");
    assertTrue(page.contains("| **IO-2** The second. | ✓ | 1 |"), page);
    assertTrue(page.contains("| **IO-10** Ten. | 2 | 2 |"), page);
    assertTrue(page.contains("1. no room\n2. no feature\n"), page);
    assertEquals(1, page.split("## IO\n", -1).length - 1, "one table");
  }

  /** It is made by a command, when somebody thinks of it: this is who reminds them. */
  @Test
  void thePageOfOursHasEveryRuleOfTheKit() throws Exception {
    Path page = SpecificationTest.ROOT.resolve("module-info-docs/conformance.md");
    String text = Files.readString(page);
    Set<String> missing = EveryRuleIsCaughtTest.tested();
    missing.removeIf(rule -> text.contains("| **" + rule + "** "));
    assertEquals(Set.of(), missing, "make the page anew: build/tck-report");
    assertFalse(text.contains("| **✗** |"), "a rule that is broken");
  }
}
