package qio.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages say what was compiled. With {@code -Dqio.pages=write} they are made to. */
class ModulePagesTest {

  private static final String COMMAND =
      "mvn -Dquick -pl module-info-docs -am test -Dtest=ModulePagesTest -Dqio.pages=write"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  private final Path docs = BuiltModules.root().resolve("module-info-docs");
  private final ModulePages pages = new ModulePages(docs, BuiltModules.all().descriptors());

  @TempDir Path dir;

  @Test
  void pagesSayWhatDescriptorsSay() throws IOException {
    boolean write = "write".equals(System.getProperty("qio.pages"));
    for (GeneratedBlock block : pages.blocks()) {
      if (write) {
        block.write();
      }
      assertEquals(
          block.text(),
          block.current(),
          () -> block.page() + " is not up to date; to write it anew, run: " + COMMAND);
    }
  }

  @Test
  void thereIsAPageForEveryModuleAndNoOther() throws IOException {
    Set<String> expected = new TreeSet<>();
    BuiltModules.all().descriptors().keySet().forEach(name -> expected.add(name + ".md"));
    expected.add("README.md");
    try (Stream<Path> files = Files.list(docs.resolve("modules"))) {
      assertEquals(
          expected,
          files
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    String overview = Files.readString(docs.resolve("modules/README.md"));
    for (String module : BuiltModules.all().descriptors().keySet()) {
      assertTrue(overview.contains("[" + module + "](" + module + ".md)"), module);
    }
  }

  @Test
  void everyPageAnswersTheSameQuestions() throws IOException {
    for (String module : BuiltModules.all().descriptors().keySet()) {
      List<String> headings =
          Files.readAllLines(pages.page(module)).stream().filter(l -> l.startsWith("#")).toList();
      assertEquals(
          List.of("# " + module, "## Why it exists", "## Use", "## Never"),
          headings.stream().filter(each -> !each.startsWith("### ")).toList(),
          module);
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> files = new ArrayList<>(List.of(BuiltModules.root().resolve("CONTRIBUTING.md")));
    files.add(BuiltModules.root().resolve("README.md"));
    files.add(BuiltModules.root().resolve("CHANGELOG.md"));
    try (Stream<Path> all = Files.walk(docs)) {
      all.filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.startsWith(docs.resolve("target")))
          .forEach(files::add);
    }
    List<String> broken = new ArrayList<>();
    for (Path file : files) {
      brokenLinks(file).forEach(link -> broken.add(file + ": " + link));
    }
    assertEquals(List.of(), broken);
  }

  private static List<String> brokenLinks(Path file) throws IOException {
    List<String> broken = new ArrayList<>();
    Matcher links = LINK.matcher(Files.readString(file));
    while (links.find()) {
      String link = links.group(1);
      if (!link.contains(":") && !Files.exists(file.resolveSibling(link))) {
        broken.add(link);
      }
    }
    return broken;
  }

  @Test
  void aLinkThatLeadsNowhereIsFound() throws IOException {
    Path page = dir.resolve("page.md");
    Files.writeString(page, "[a](page.md#x) [b](https://example.org) [c](nowhere.md) [d](#here)");
    assertEquals(List.of("nowhere.md"), brokenLinks(page));
  }

  @Test
  void aStalePageIsFoundAndMadeRight() throws IOException {
    Path page = dir.resolve("page.md");
    Files.writeString(
        page, "before\n<!-- generated: list -->\nold\n<!-- end of generated -->\nafter\n");
    var block = new GeneratedBlock(page, "list", "new\n");

    assertEquals("old\n", block.current());
    block.write();
    assertEquals("new\n", block.current());
    assertEquals(
        "before\n<!-- generated: list -->\nnew\n<!-- end of generated -->\nafter\n",
        Files.readString(page));
    var missing = new GeneratedBlock(page, "other", "x\n");
    assertThrows(IllegalStateException.class, missing::current);
  }

  @Test
  void descriptorsAreWrittenAsTables() {
    ModuleDescriptor module =
        ModuleDescriptor.newModule("m")
            .requires(Set.of(ModuleDescriptor.Requires.Modifier.STATIC), "c")
            .requires(Set.of(ModuleDescriptor.Requires.Modifier.TRANSITIVE), "b")
            .requires(Set.of(ModuleDescriptor.Requires.Modifier.MANDATED), "java.base")
            .exports("m")
            .exports("m.x", Set.of("z", "y"))
            .uses("s.S")
            .provides("s.T", List.of("m.P", "m.Q"))
            .build();
    assertEquals(
        """
        | `module-info` | |
        | --- | --- |
        | requires | `b` (transitive)<br>`c` (to compile) |
        | exports | `m`<br>`m.x` to `y`, `z` |
        | opens | nothing |
        | uses | `s.S` |
        | provides | `s.T` with `m.P`, `m.Q` |
        """,
        ModulePages.table(module));
    Map<String, ModuleDescriptor> modules = new TreeMap<>(Map.of("m", module));
    modules.put("b", ModuleDescriptor.newModule("b").build());
    assertEquals(
        """
        ```mermaid
        graph TD
          b[b]
          m[m]
          c([c])
          m --> b
          m -.-> c
        ```
        """,
        new ModulePages(dir, modules).graph());
  }
}
