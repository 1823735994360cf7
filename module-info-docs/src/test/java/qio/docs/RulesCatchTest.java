package qio.docs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the architecture, on something that breaks it: a rule that cannot fail is none. */
class RulesCatchTest {

  @TempDir static Path compiled;
  private static JavaClasses badClasses;
  @TempDir Path dir;

  @BeforeAll
  static void compileBadCode() throws Exception {
    BadCode.compile(compiled);
    badClasses = new ClassFileImporter().importPath(compiled);
  }

  static Stream<Arguments> bad() {
    return BadCode.all().stream()
        .filter(each -> each.caught())
        .map(each -> Arguments.of(each.rule(), each.types().getFirst(), each));
  }

  static Stream<Arguments> allowed() {
    return BadCode.all().stream()
        .filter(each -> !each.caught())
        .map(each -> Arguments.of(each.rule(), each.types().getFirst(), each));
  }

  private static JavaClasses classes(BadCode code) {
    JavaClasses chosen =
        badClasses.that(describe("chosen", type -> code.types().contains(type.getName())));
    assertEquals(code.types().size(), chosen.size(), "compiled and found");
    return chosen;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("bad")
  void theRuleCatches(String name, String type, BadCode code) {
    ArchRule rule = AllCodeRules.rules().get(name);
    AssertionError caught = assertThrows(AssertionError.class, () -> rule.check(classes(code)));
    assertTrue(caught.getMessage().contains("was violated"), caught.getMessage());
    assertTrue(caught.getMessage().contains(code.types().getFirst()), caught.getMessage());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("allowed")
  void theRuleLetsPass(String name, String type, BadCode code) {
    AllCodeRules.rules().get(name).allowEmptyShould(true).check(classes(code));
  }

  @Test
  void everyRuleIsTried() {
    Set<String> tried = new TreeSet<>();
    BadCode.all().stream().filter(BadCode::caught).forEach(each -> tried.add(each.rule()));
    assertEquals(new TreeSet<>(AllCodeRules.rules().keySet()), tried);
  }

  private static ModuleDescriptor.Builder module(String name, String... requires) {
    ModuleDescriptor.Builder module = ModuleDescriptor.newModule(name);
    Stream.of(requires).forEach(module::requires);
    return module.requires(Set.of(Modifier.MANDATED), "java.base");
  }

  @Test
  void descriptorsThatBreakRulesAreCaught() {
    assertEquals(
        List.of("qio.spi.tls must not require qio.posix"),
        DescriptorRules.violations(
            module("qio.spi.tls", "qio.api", "jdk.jfr", "qio.posix").build()));
    assertEquals(
        List.of("qio.api must not require java.sql", "qio.api no longer requires jdk.jfr"),
        DescriptorRules.violations(module("qio.api", "java.sql").build()));
    assertEquals(
        List.of(
            "qio.posix must not require jdk.management",
            "qio.posix no longer requires static jdk.management"),
        DescriptorRules.violations(module("qio.posix", "qio.api", "jdk.management").build()));
    assertEquals(
        List.of("qio.spi.memory must not require org.jspecify"),
        DescriptorRules.violations(module("qio.spi.memory", "qio.api", "org.jspecify").build()));
    assertEquals(
        List.of("qio.spi.memory opens packages; nothing needs to reach into it"),
        DescriptorRules.violations(
            module("qio.spi.memory", "qio.api").opens("qio.spi.memory").build()));
    assertEquals(
        List.of("qio.spi.memory opens packages; nothing needs to reach into it"),
        DescriptorRules.violations(
            module("qio.spi.memory", "qio.api").opens("a.b", Set.of("info.picocli")).build()));
    assertEquals(
        List.of("qio.more is not in the table of modules; add it with its reason"),
        DescriptorRules.violations(module("qio.more", "qio.api").build()));
    assertEquals(
        List.of("qio.spi.memory has package qio.api.extra of another module's name"),
        DescriptorRules.foreignPackages(
            module("qio.spi.memory").packages(Set.of("qio.spi.memory", "qio.api.extra")).build()));
  }

  @Test
  void aGoodDescriptorPasses() {
    ModuleDescriptor good =
        module("qio.spi.memory", "qio.api")
            .requires(Set.of(Modifier.STATIC), "org.jspecify")
            .build();
    assertEquals(List.of(), DescriptorRules.violations(good));
  }

  private void document(String name, String text) throws Exception {
    Path folder = Files.createDirectories(dir.resolve(name.replace('.', '/')));
    Files.writeString(folder.resolve("Some.java"), "class Some {}");
    if (!text.isEmpty()) {
      Files.writeString(folder.resolve("package-info.java"), "/**\n * " + text + "\n */\n");
    }
  }

  @Test
  void packagesThatDoNotSayWhomTheyAreForAreCaught() throws Exception {
    document("a.silent", "Something.");
    document("a.undescribed", "");
    document("a.hidden", "API: a thing.\n *\n * @since 0.1");
    document("a.chosen", "SPI: a thing.\n *\n * @since 0.1");
    document("a.open", "Internal: a thing.\n *\n * @since 0.1");
    document("a.timeless", "API and SPI: a thing.");
    document("a.good", "API: a thing.\n *\n * @since 0.1");
    document("a.inner", "Internal: a thing.");
    ModuleDescriptor.Builder exporting = module("a").exports("a.chosen", Set.of("b"));
    for (String name : List.of("a.open", "a.timeless", "a.good")) {
      exporting.exports(name);
    }
    assertEquals(
        List.of(
            "a.chosen calls itself SPI and is not exported to everybody",
            "a.hidden calls itself API and is not exported to everybody",
            "a.open calls itself internal and is exported to everybody",
            "a.silent does not begin with API:, SPI:, API and SPI: or Internal:",
            "a.timeless is exported and does not say @since",
            "a.undescribed does not begin with API:, SPI:, API and SPI: or Internal:"),
        PackageStatements.violations(exporting.build(), dir));
  }

  @Test
  void aServicesFileIsCaughtInFoldersAndJars() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("classes/META-INF/services"));
    Files.writeString(folder.resolve("qio.api.spi.ChannelProvider"), "x.Y");
    Path jar = dir.resolve("bad.jar");
    try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      Files.createDirectories(zip.getPath("/META-INF/services"));
      Files.writeString(zip.getPath("/META-INF/services/x.Service"), "x.Y");
    }
    assertEquals(
        List.of(
            dir.resolve("classes") + " has qio.api.spi.ChannelProvider", jar + " has x.Service"),
        TreeRules.servicesFiles(List.of(dir.resolve("classes"), jar)));
  }

  @Test
  void addOpensIsCaughtWhereverAProgramOrTestIsStarted() throws Exception {
    Path file = dir.resolve("pom.xml");
    Files.writeString(
        file,
        """
        <argLine>--add-opens=java.base/java.lang=ALL-UNNAMED</argLine>
        <arg>-J--add-opens=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED</arg>
        java --add-opens java.base/java.io=ALL-UNNAMED
        """);
    assertEquals(List.of(file + ":1", file + ":3"), TreeRules.addOpens(List.of(file)));
  }

  @Test
  void kotlinIsCaughtInFoldersAndJars() throws Exception {
    Files.createDirectories(dir.resolve("classes/kotlin"));
    Path jar = dir.resolve("kotlinx.jar");
    try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      Files.createDirectories(zip.getPath("/kotlinx/coroutines"));
    }
    List<String> path = new ArrayList<>(List.of(dir.resolve("classes").toString(), jar.toString()));
    path.add(dir.resolve("not-there").toString());
    assertEquals(
        path.subList(0, 2), TreeRules.kotlin(String.join(java.io.File.pathSeparator, path)));
  }

  @Test
  void aModuleThatWasNotCompiledIsAnError() throws Exception {
    Path sources = Files.createDirectories(dir.resolve("qio.new/src/main/java"));
    Files.writeString(sources.resolve("module-info.java"), "module qio.new {}");

    var missing = assertThrows(IllegalStateException.class, () -> BuiltModules.find(dir));
    assertTrue(missing.getMessage().contains("qio.new is not compiled"), missing.getMessage());
  }
}
