package qio.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the architecture, on everything that was compiled. */
class ArchitectureTest {

  private static JavaClasses classes;

  @BeforeAll
  static void importEverything() {
    classes = BuiltModules.all().classes();
  }

  static Stream<Arguments> rules() {
    return AllCodeRules.rules().entrySet().stream()
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theCodeKeepsTheRule(String name, ArchRule rule) {
    rule.check(classes);
  }

  @Test
  void everyModuleIsThereAndHasClasses() {
    assertEquals(DescriptorRules.expected(), BuiltModules.all().descriptors().keySet());
    for (ModuleDescriptor module : BuiltModules.all().descriptors().values()) {
      if (!module.name().equals("qio.bench")) { // its first benchmark is still to come
        assertFalse(module.packages().isEmpty(), module.name() + " has no classes");
      }
    }
  }

  @Test
  void descriptorsRequireWhatTheDesignAllows() {
    List<String> violations = new ArrayList<>();
    for (ModuleDescriptor module : BuiltModules.all().descriptors().values()) {
      violations.addAll(DescriptorRules.violations(module));
      violations.addAll(DescriptorRules.foreignPackages(module));
    }
    assertEquals(List.of(), violations);
  }

  @Test
  void everyPackageOfALibrarySaysWhomItIsFor() throws IOException {
    List<String> violations = new ArrayList<>();
    for (ModuleDescriptor module : BuiltModules.all().descriptors().values()) {
      if (PackageStatements.isLibrary(module.name())) {
        Path sources = BuiltModules.root().resolve(module.name() + "/src/main/java");
        violations.addAll(PackageStatements.violations(module, sources));
      }
    }
    assertEquals(List.of(), violations);
  }

  @Test
  void servicesAreDeclaredInDescriptorsOnly() throws IOException {
    List<Path> outputs = new ArrayList<>(BuiltModules.all().classFolders());
    for (String module : BuiltModules.all().descriptors().keySet()) {
      try (Stream<Path> files = Files.list(BuiltModules.root().resolve(module + "/target"))) {
        files.filter(file -> file.toString().endsWith(".jar")).forEach(outputs::add);
      }
    }
    assertEquals(List.of(), TreeRules.servicesFiles(outputs));
  }

  @Test
  void nothingOpensModulesByForce() throws IOException {
    List<Path> files = new ArrayList<>();
    Path root = BuiltModules.root();
    files.add(root.resolve("pom.xml"));
    files.add(root.resolve("qio"));
    for (String folder : List.of(".ci", ".mvn", "build")) {
      try (Stream<Path> all = Files.walk(root.resolve(folder))) {
        all.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    try (Stream<Path> all = Files.list(root)) {
      all.map(folder -> folder.resolve("pom.xml")).filter(Files::exists).forEach(files::add);
    }
    assertTrue(files.size() > 12, files::toString);
    assertEquals(List.of(), TreeRules.addOpens(files));
  }

  @Test
  void thereIsNoKotlinAnywhere() throws IOException {
    String path = System.getProperty("java.class.path");
    assertTrue(path.contains("archunit"), path);
    assertEquals(List.of(), TreeRules.kotlin(path));
  }
}
