package qio.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import qio.api.channel.ChannelFeature;

/**
 * The page that shows what each engine can do says what channels say of themselves. With {@code
 * -Dqio.pages=write} it is made to.
 */
@EnabledOnOs(OS.LINUX)
class EnginesPageTest {

  private static final String COMMAND =
      "mvn -Dquick -pl qio.tests -am test -Dtest=EnginesPageTest -Dqio.pages=write"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static final String BEGIN = "<!-- generated: engines -->\n";
  private static final String END = "<!-- end of generated -->\n";

  @TempDir Path folder;

  @Test
  void thePageSaysWhatChannelsSay() throws Exception {
    Path page = page();
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END, begin);
    String table = table();
    if ("write".equals(System.getProperty("qio.pages"))) {
      Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
    } else {
      assertEquals(table, text.substring(begin, end), "to write it anew, run: " + COMMAND);
    }
  }

  private static Path page() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("module-info-docs/engines.md"))) {
      at = at.getParent();
    }
    return at.resolve("module-info-docs/engines.md");
  }

  private String table() throws IOException {
    StringBuilder table = new StringBuilder("| channel |");
    for (ChannelFeature feature : ChannelFeature.values()) {
      table.append(' ').append(feature).append(" |");
    }
    table.append("\n| --- |").append(" --- |".repeat(ChannelFeature.values().length)).append('\n');
    for (Specimen specimen : Specimen.values()) {
      table.append("| ").append(specimen.words()).append(" |");
      List<Set<ChannelFeature>> engines = new ArrayList<>();
      for (String engine : List.of("native", "nio")) {
        engines.add(specimen.features(engine, folder));
      }
      for (ChannelFeature feature : ChannelFeature.values()) {
        table.append(cell(feature, engines)).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  /** Both engines, one of them or none. */
  private static String cell(ChannelFeature feature, List<Set<ChannelFeature>> engines) {
    boolean nativeHas = engines.getFirst().contains(feature);
    boolean nioHas = engines.getLast().contains(feature);
    if (nativeHas && nioHas) {
      return " both";
    }
    return nativeHas ? " native" : nioHas ? " nio" : "";
  }
}
