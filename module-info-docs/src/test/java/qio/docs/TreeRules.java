package qio.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules of the architecture that other files must keep: outputs, scripts, the class path. */
final class TreeRules {

  /** What the compiler's own plug-ins need, and no test or program does. */
  private static final String COMPILER_ONLY = "<arg>-J--add-opens=jdk.compiler/";

  private TreeRules() {}

  /** Services files in folders of classes or in jars. */
  static List<String> servicesFiles(List<Path> outputs) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path output : outputs) {
      if (Files.isDirectory(output)) {
        collectServices(output, output, found);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(output)) {
          collectServices(jar.getPath("/"), output, found);
        }
      }
    }
    return found;
  }

  private static void collectServices(Path top, Path output, List<String> found)
      throws IOException {
    Path services = top.resolve("META-INF/services");
    if (Files.isDirectory(services)) {
      try (Stream<Path> files = Files.list(services)) {
        files.forEach(file -> found.add(output + " has " + file.getFileName()));
      }
    }
  }

  /** Lines that open the inside of modules to others, by file and number. */
  static List<String> addOpens(List<Path> files) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (line.contains("--add-opens") && !line.contains(COMPILER_ONLY)) {
          found.add(file + ":" + number);
        }
      }
    }
    return found;
  }

  /** Entries of a class or module path that hold Kotlin. */
  static List<String> kotlin(String path) throws IOException {
    List<String> found = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator)) {
      Path place = Path.of(entry);
      if (Files.isDirectory(place)) {
        if (holdsKotlin(place)) {
          found.add(entry);
        }
      } else if (Files.exists(place)) {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          if (holdsKotlin(jar.getPath("/"))) {
            found.add(entry);
          }
        }
      }
    }
    return found;
  }

  private static boolean holdsKotlin(Path top) {
    return Files.isDirectory(top.resolve("kotlin")) || Files.isDirectory(top.resolve("kotlinx"));
  }
}
