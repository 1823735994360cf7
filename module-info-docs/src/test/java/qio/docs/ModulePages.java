package qio.docs;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the pages say that can be read off the compiled modules and the files beside them. */
final class ModulePages {

  private static final Set<String> LEFT_OUT = Set.of("java.base", "org.jspecify");

  private final Path docs;
  private final Map<String, ModuleDescriptor> modules;

  ModulePages(Path docs, Map<String, ModuleDescriptor> modules) {
    this.docs = docs;
    this.modules = modules;
  }

  /** Every generated block of every page. */
  List<GeneratedBlock> blocks() throws IOException {
    List<GeneratedBlock> blocks = new ArrayList<>();
    blocks.add(new GeneratedBlock(docs.resolve("modules/README.md"), "module graph", graph()));
    for (ModuleDescriptor module : modules.values()) {
      blocks.add(new GeneratedBlock(page(module.name()), "descriptor", table(module)));
    }
    blocks.add(
        new GeneratedBlock(docs.resolve("decisions/README.md"), "list of decisions", decisions()));
    return blocks;
  }

  Path page(String module) {
    return docs.resolve("modules/" + module + ".md");
  }

  /** Who requires whom, as Mermaid: ours as boxes, others rounded, what is compiled only dotted. */
  String graph() {
    StringBuilder graph = new StringBuilder("```mermaid\ngraph TD\n");
    Set<String> others = new TreeSet<>();
    for (ModuleDescriptor module : modules.values()) {
      graph.append("  ").append(node(module.name())).append("\n");
      requires(module)
          .map(ModuleDescriptor.Requires::name)
          .filter(name -> !modules.containsKey(name))
          .forEach(others::add);
    }
    others.forEach(name -> graph.append("  ").append(id(name)).append("([" + name + "])\n"));
    for (ModuleDescriptor module : modules.values()) {
      requires(module)
          .map(
              each ->
                  id(module.name())
                      + (each.modifiers().contains(Modifier.STATIC) ? " -.-> " : " --> ")
                      + id(each.name()))
          .sorted()
          .forEach(edge -> graph.append("  ").append(edge).append("\n"));
    }
    return graph.append("```\n").toString();
  }

  private static Stream<ModuleDescriptor.Requires> requires(ModuleDescriptor module) {
    return module.requires().stream().filter(each -> !LEFT_OUT.contains(each.name()));
  }

  private static String node(String module) {
    return id(module) + "[" + module + "]";
  }

  private static String id(String module) {
    return module.replace('.', '_');
  }

  /** What a descriptor says, as a table. */
  static String table(ModuleDescriptor module) {
    return "| `module-info` | |\n| --- | --- |\n"
        + row(
            "requires",
            module.requires().stream()
                .filter(each -> !each.name().equals("java.base"))
                .map(ModulePages::requirement)
                .toList())
        + row("exports", module.exports().stream().map(ModulePages::export).toList())
        + row("opens", opens(module))
        + row("uses", module.uses().stream().map(ModulePages::code).toList())
        + row("provides", module.provides().stream().map(ModulePages::provision).toList());
  }

  private static String row(String what, Collection<String> entries) {
    String all =
        entries.stream()
            .sorted(Comparator.comparing(entry -> entry.replace("`", ""))) // m before m.x
            .collect(Collectors.joining("<br>"));
    return "| " + what + " | " + (all.isEmpty() ? "nothing" : all) + " |\n";
  }

  private static String requirement(ModuleDescriptor.Requires each) {
    List<String> how = new ArrayList<>();
    if (each.modifiers().contains(Modifier.STATIC)) {
      how.add("to compile");
    }
    if (each.modifiers().contains(Modifier.TRANSITIVE)) {
      how.add("transitive");
    }
    return code(each.name()) + (how.isEmpty() ? "" : " (" + String.join(", ", how) + ")");
  }

  private static String export(ModuleDescriptor.Exports each) {
    return code(each.source()) + to(each.targets());
  }

  private static List<String> opens(ModuleDescriptor module) {
    return module.isOpen()
        ? List.of("everything")
        : module.opens().stream().map(each -> code(each.source()) + to(each.targets())).toList();
  }

  private static String to(Set<String> targets) {
    return targets.isEmpty()
        ? ""
        : targets.stream()
            .sorted()
            .map(ModulePages::code)
            .collect(Collectors.joining(", ", " to ", ""));
  }

  private static String provision(ModuleDescriptor.Provides each) {
    return each.providers().stream()
        .map(ModulePages::code)
        .collect(Collectors.joining(", ", code(each.service()) + " with ", ""));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** The records of decisions, by their first lines. */
  private String decisions() throws IOException {
    StringBuilder list = new StringBuilder();
    try (Stream<Path> files = Files.list(docs.resolve("decisions"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{3}-.*\\.md")) {
          String title = Files.readAllLines(file).getFirst().replaceFirst("^# *", "");
          list.append("- [").append(title).append("](").append(name).append(")\n");
        }
      }
    }
    return list.toString();
  }
}
