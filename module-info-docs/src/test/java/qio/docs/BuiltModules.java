package qio.docs;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The compiled modules of this source tree. A folder with a module-info is a module; one that was
 * not compiled is an error, so that no rule passes because there was nothing to look at.
 */
final class BuiltModules {

  private static final BuiltModules ALL = find(root());

  private final Path root;
  private final Map<String, ModuleDescriptor> descriptors;

  private BuiltModules(Path root, Map<String, ModuleDescriptor> descriptors) {
    this.root = root;
    this.descriptors = descriptors;
  }

  static BuiltModules all() {
    return ALL;
  }

  /** The folder of this source tree; Maven runs tests in their module's. */
  static Path root() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
  }

  static BuiltModules find(Path root) {
    Map<String, ModuleDescriptor> found = new TreeMap<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.exists(folder.resolve("src/main/java/module-info.java"))) {
          found.put(folder.getFileName().toString(), descriptor(folder));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuiltModules(root, found);
  }

  private static ModuleDescriptor descriptor(Path folder) {
    String name = folder.getFileName().toString();
    return ModuleFinder.of(folder.resolve("target/classes")).findAll().stream()
        .map(ModuleReference::descriptor)
        .filter(descriptor -> descriptor.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    folder + " is not compiled; run: mvn -Dquick -pl module-info-docs -am test"));
  }

  /** Descriptors by name, in the order of names. */
  Map<String, ModuleDescriptor> descriptors() {
    return descriptors;
  }

  /** Where the classes of each module are. */
  List<Path> classFolders() {
    return descriptors.keySet().stream()
        .map(name -> root.resolve(name + "/target/classes"))
        .toList();
  }

  JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(place -> !place.contains("/jmh_generated/")) // nobody wrote those
        .importPaths(classFolders());
  }
}
