package qio.tests.registry;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Third-party modules that are compiled while a test runs, each by a javac of its own as its author
 * would, and then found in a child layer as a host would find plug-ins.
 */
final class PluginModules {

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public |final )*(?:class|interface|record|enum) (\\w+)");

  /** What was compiled before in this JVM: most tests want the same good modules beside the bad. */
  private static final Map<List<String>, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

  private final Path dir;
  private final Map<String, Path> modules = new TreeMap<>();

  PluginModules(Path dir) {
    this.dir = dir;
  }

  /**
   * Compiles a module.
   *
   * @param descriptor its module-info, as text
   * @param units its compilation units, each with a package and a type at the left margin
   */
  PluginModules add(String descriptor, String... units) {
    return addAgainst(modulePath(), descriptor, units);
  }

  /** Compiles a module against other modules than those that it will meet when it runs. */
  PluginModules addAgainst(String modulePath, String descriptor, String... units) {
    String name = find(Pattern.compile("module ([\\w.]+) \\{"), descriptor);
    Path classes = dir.resolve(name);
    List<String> key = new ArrayList<>(List.of(modulePath, descriptor));
    Collections.addAll(key, units);
    Map<String, byte[]> known = COMPILED.get(key);
    if (known == null) {
      compile(classes, modulePath, sources(name, descriptor, units), List.of());
      COMPILED.put(key, read(classes));
    } else {
      known.forEach((file, bytes) -> write(classes.resolve(file), bytes));
    }
    modules.put(name, classes);
    return this;
  }

  private List<Path> sources(String name, String descriptor, String... units) {
    Path sources = dir.resolve(name + "-src");
    List<Path> files = new ArrayList<>();
    files.add(write(sources.resolve("module-info.java"), bytes(descriptor)));
    for (String unit : units) {
      Path folder = sources.resolve(find(PACKAGE, unit).replace('.', '/'));
      files.add(write(folder.resolve(find(TYPE, unit) + ".java"), bytes(unit)));
    }
    return files;
  }

  /** Takes a class out of a compiled module: it was there for javac and is not at run time. */
  PluginModules remove(String module, String className) {
    try {
      Files.delete(modules.get(module).resolve(className.replace('.', '/') + ".class"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Puts another class in the place of one: what javac saw is not what there is at run time. */
  PluginModules replace(String module, String unit) {
    String type = find(PACKAGE, unit) + "." + find(TYPE, unit);
    String classFile = type.replace('.', '/') + ".class";
    Path source = write(dir.resolve("replaced").resolve(find(TYPE, unit) + ".java"), bytes(unit));
    List<String> options = List.of("-cp", modules.get(module).toString(), "--add-modules=qio.api");
    Path into = dir.resolve("replaced-classes");
    compile(into, modulePath(), List.of(source), options);
    try {
      Files.copy(
          into.resolve(classFile),
          modules.get(module).resolve(classFile),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Takes a module that is compiled already. */
  PluginModules adopt(String module, Path classes) {
    modules.put(module, classes);
    return this;
  }

  /** Where the classes of a module are. */
  Path classes(String module) {
    return modules.get(module);
  }

  /** All modules that were added, in a layer over the boot layer. */
  ModuleLayer layer() {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration plugins =
        boot.configuration()
            .resolveAndBind(
                ModuleFinder.of(modules.values().toArray(Path[]::new)),
                ModuleFinder.of(),
                modules.keySet());
    return boot.defineModulesWithOneLoader(plugins, getClass().getClassLoader());
  }

  /** The module path on which these tests run. */
  static String modulePath() {
    return Optional.ofNullable(System.getProperty("jdk.module.path")).orElseThrow();
  }

  private static void compile(Path into, String modulePath, List<Path> files, List<String> more) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      List<String> arguments = new ArrayList<>(more);
      Collections.addAll(
          arguments, "-d", into.toString(), "--module-path", modulePath, "-proc:none");
      boolean compiled =
          javac
              .getTask(
                  messages,
                  manager,
                  null,
                  arguments,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IllegalArgumentException(messages.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> read(Path folder) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
