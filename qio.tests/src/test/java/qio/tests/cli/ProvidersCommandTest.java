package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.ProviderInfo;
import qio.api.Qio;
import qio.api.channel.ChannelOption;
import qio.tck.Rule;

/** {@code qio providers}: what it says is what the front door says. */
class ProvidersCommandTest {

  @Rule("CLI-8")
  @Test
  void aProcessOfItsOwnFindsEveryProvider() throws Exception {
    try (QioProcess qio = QioProcess.run("providers")) {
      assertEquals(0, qio.awaitExit(), qio.err()::text);
      assertEquals("", qio.err().text());
      String all = qio.out().text();
      for (String name : List.of("memory", "socket", "file", "tls")) {
        assertTrue(all.lines().anyMatch(line -> line.startsWith(name + " ")), all);
      }
    }
  }

  @Test
  void optionsAreListedWhenAskedFor() throws Exception {
    QioCall qio = QioCall.run("providers", "-v");
    assertEquals(0, qio.code());
    for (ProviderInfo provider : Qio.providers()) {
      for (ChannelOption<?> option : provider.options()) {
        assertTrue(
            qio.out().lines().stream().anyMatch(line -> line.startsWith("    " + option.name())),
            option.name());
      }
    }
  }

  @Rule("CLI-8")
  @Test
  void jsonSaysTheSameAndParses() throws Exception {
    QioCall qio = QioCall.run("providers", "--json");
    assertEquals(0, qio.code(), qio.err()::text);
    List<?> found = (List<?>) JsonReader.read(qio.out().text());
    assertEquals(Qio.providers().size(), found.size());
    for (int i = 0; i < found.size(); i++) {
      ProviderInfo provider = Qio.providers().get(i);
      Map<?, ?> fields = (Map<?, ?>) found.get(i);
      assertEquals(provider.name(), fields.get("name"));
      assertEquals(provider.module(), fields.get("module"));
      assertEquals(provider.kind().name().toLowerCase(java.util.Locale.ROOT), fields.get("kind"));
      assertEquals(provider.availability().isAvailable(), fields.get("available"));
      assertEquals(provider.schemes(), new TreeSet<>((List<?>) fields.get("schemes")));
      List<?> options = (List<?>) fields.get("options");
      assertEquals(
          provider.options().stream().collect(Collectors.toMap(o -> o.name(), o -> o.help())),
          options.stream()
              .map(option -> (Map<?, ?>) option)
              .collect(Collectors.toMap(o -> o.get("name"), o -> o.get("help"))));
    }
  }

  @Rule("CLI-10")
  @Test
  void plugInsOfAFolderAreListedAndBrokenOnesSaidToBe(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("bad.jar"), "no jar");
    QioCall qio = QioCall.run("providers", "--plugins", folder.toString());
    assertEquals(0, qio.code(), qio.err()::text);
    String line =
        qio.out().lines().stream().filter(l -> l.startsWith("bad.jar ")).findFirst().orElseThrow();
    assertTrue(line.contains("no: it cannot be read"), line);
  }

  @Rule("CLI-10")
  @Test
  void aFolderOfPlugInsThatIsNotThereIsAFailureOfOneLine(@TempDir Path folder) throws Exception {
    QioCall qio = QioCall.run("cat", "--plugins", folder.resolve("gone").toString(), "null:");
    assertEquals(1, qio.code());
    assertTrue(qio.err().text().contains("no such folder of plug-ins"), qio.err()::text);
    assertEquals(1, qio.err().lines().size());
  }
}
