package qio.docs;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules of the architecture that module descriptors must keep. */
final class DescriptorRules {

  /** Null annotations, which nobody needs at run time: every module may compile with them. */
  private static final String ANNOTATIONS = "org.jspecify";

  /** What each module may require, and nothing else. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "qio.api", Set.of("jdk.jfr"),
          "qio.posix", Set.of("qio.api", "static jdk.management"),
          "qio.spi.socket", Set.of("qio.api", "qio.posix"),
          "qio.spi.file", Set.of("qio.api", "qio.posix"),
          "qio.spi.process", Set.of("qio.api", "qio.posix"),
          "qio.spi.tls", Set.of("qio.api", "jdk.jfr"),
          "qio.spi.websocket", Set.of("qio.api", "jdk.jfr"),
          "qio.spi.memory", Set.of("qio.api"),
          "qio.tck", Set.of("qio.api", "org.junit.jupiter.api", "org.junit.jupiter.params"),
          "qio.cli",
              Set.of(
                  "qio.api", "info.picocli", "org.bouncycastle.pkix", "org.bouncycastle.provider"));

  /** Requires what it measures. */
  private static final String BENCHMARKS = "qio.bench";

  /** Open, because frameworks reach into them: JUnit and JMH. */
  private static final Set<String> OPEN = Set.of("qio.tck", BENCHMARKS);

  /** Who may reach into an application: picocli fills in fields of commands. */
  private static final Set<String> REFLECTING = Set.of("info.picocli");

  private DescriptorRules() {}

  /** The modules that there must be. */
  static Set<String> expected() {
    Set<String> names = new TreeSet<>(ALLOWED.keySet());
    names.add(BENCHMARKS);
    return names;
  }

  /** What a descriptor has that it must not have; empty if it keeps the rules. */
  static List<String> violations(ModuleDescriptor module) {
    List<String> violations = new ArrayList<>();
    if (!expected().contains(module.name())) {
      return List.of(module.name() + " is not in the table of modules; add it with its reason");
    }
    checkRequires(module, violations);
    boolean closed =
        module.opens().stream().allMatch(each -> REFLECTING.containsAll(targets(module, each)));
    if ((module.isOpen() || !closed) && !OPEN.contains(module.name())) {
      violations.add(module.name() + " opens packages; nothing needs to reach into it");
    }
    if (module.isAutomatic()) {
      violations.add(module.name() + " has no descriptor of its own");
    }
    return violations;
  }

  /** To whom a package is opened; everybody is somebody whom no rule allows. */
  private static Set<String> targets(ModuleDescriptor module, ModuleDescriptor.Opens opens) {
    boolean application = module.name().equals("qio.cli");
    return application && opens.isQualified() ? opens.targets() : Set.of("everybody");
  }

  private static void checkRequires(ModuleDescriptor module, List<String> violations) {
    if (module.name().equals(BENCHMARKS)) {
      return;
    }
    Set<String> allowed = ALLOWED.getOrDefault(module.name(), Set.of());
    Set<String> required = new TreeSet<>();
    for (ModuleDescriptor.Requires each : module.requires()) {
      boolean compileTime = each.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
      boolean mandated = each.modifiers().contains(ModuleDescriptor.Requires.Modifier.MANDATED);
      if (!mandated && !(compileTime && each.name().equals(ANNOTATIONS))) {
        required.add((compileTime ? "static " : "") + each.name());
      }
    }
    required.stream()
        .filter(name -> !allowed.contains(name))
        .forEach(name -> violations.add(module.name() + " must not require " + name));
    allowed.stream()
        .filter(name -> !required.contains(name))
        .sorted()
        .forEach(name -> violations.add(module.name() + " no longer requires " + name));
  }

  /** Every package that is exported by one module only has that module's name in front. */
  static List<String> foreignPackages(ModuleDescriptor module) {
    return module.packages().stream()
        .filter(name -> !name.equals(module.name()) && !name.startsWith(module.name() + "."))
        .map(name -> module.name() + " has package " + name + " of another module's name")
        .sorted()
        .collect(Collectors.toList());
  }
}
