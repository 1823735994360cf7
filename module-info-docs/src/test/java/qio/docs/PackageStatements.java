package qio.docs;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule that every package of a library module says first whom it is for, and that the module's
 * descriptor says the same: what everybody may import is API, SPI or both, and tells since when;
 * the rest is internal.
 */
final class PackageStatements {

  /** The first words of a package's documentation. */
  private static final Pattern STATEMENT =
      Pattern.compile("^/\\*\\*\\s*\\*?\\s*(API and SPI|API|SPI|Internal): \\S");

  private static final Pattern SINCE = Pattern.compile("(?m)^ \\* @since \\d+\\.\\d+$");

  private static final String INTERNAL = "Internal";

  /** Programs, which nobody compiles against. */
  private static final Set<String> PROGRAMS = Set.of("qio.bench", "qio.cli");

  private PackageStatements() {}

  static boolean isLibrary(String module) {
    return !PROGRAMS.contains(module);
  }

  /**
   * What is missing or wrong.
   *
   * @param sources the folder of the module's sources
   */
  static List<String> violations(ModuleDescriptor module, Path sources) throws IOException {
    Set<String> exported =
        module.exports().stream()
            .filter(each -> !each.isQualified())
            .map(Exports::source)
            .collect(Collectors.toSet());
    List<String> found = new ArrayList<>();
    for (String name : packages(sources)) {
      Path file = sources.resolve(name.replace('.', '/')).resolve("package-info.java");
      String text = Files.exists(file) ? Files.readString(file) : "";
      check(name, text, exported.contains(name), found);
    }
    return found;
  }

  private static void check(String name, String text, boolean exported, List<String> found) {
    Matcher statement = STATEMENT.matcher(text);
    if (!statement.find()) {
      found.add(name + " does not begin with API:, SPI:, API and SPI: or Internal:");
      return;
    }
    boolean internal = statement.group(1).equals(INTERNAL);
    if (internal && exported) {
      found.add(name + " calls itself internal and is exported to everybody");
    }
    if (!internal && !exported) {
      found.add(name + " calls itself " + statement.group(1) + " and is not exported to everybody");
    }
    if (exported && !SINCE.matcher(text).find()) {
      found.add(name + " is exported and does not say @since");
    }
  }

  /** Those that have sources, whether or not they are described. */
  private static Set<String> packages(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> sources.relativize(file).getParent())
          .filter(folder -> folder != null) // the descriptor has none
          .map(folder -> folder.toString().replace('/', '.'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
