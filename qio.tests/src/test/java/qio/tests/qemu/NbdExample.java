package qio.tests.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The client of {@code examples/nbd}, compiled and run as an outsider would: against the modules
 * alone, in a process of its own.
 */
final class NbdExample {

  private static final String MODULE = "qio.example.nbd";
  private static final Path CLASSES = compile();

  private NbdExample() {}

  private static Path compile() {
    Path sources = examples().resolve("nbd/src/main/java");
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null);
        Stream<Path> files = Files.walk(sources)) {
      Path into = Files.createTempDirectory("qio-example-nbd");
      List<Path> units = files.filter(file -> file.toString().endsWith(".java")).toList();
      List<String> arguments =
          List.of("-d", into.toString(), "-p", libraries(), "-proc:none", "-Xlint:all", "-Werror");
      var task =
          javac.getTask(
              messages, manager, null, arguments, null, manager.getJavaFileObjectsFromPaths(units));
      if (!task.call()) {
        throw new IllegalStateException(messages.toString());
      }
      return into;
    } catch (IOException e) {
      throw new IllegalStateException("the example cannot be compiled", e);
    }
  }

  private static Path examples() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("examples"))) {
      at = at.getParent();
    }
    return at.resolve("examples");
  }

  /** The module path of an outsider who has our modules and no annotations. */
  private static String libraries() {
    return Arrays.stream(modulePath().split(File.pathSeparator))
        .filter(path -> !path.contains("jspecify"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String modulePath() {
    return System.getProperty("jdk.module.path");
  }

  /** What an export holds; copied into a file by the example, which must succeed. */
  static byte[] read(String address, String export, Path folder, String... tls)
      throws IOException, InterruptedException {
    Path copy = Files.createTempFile(folder, "copy", ".raw");
    Output output = run(address, export, "file:" + copy + "?mode=w", tls);
    assertEquals(0, output.status(), output.text());
    return Files.readAllBytes(copy);
  }

  /** What the example printed, and how it ended. */
  record Output(int status, String text) {}

  static Output run(String address, String export, String to, String... tls)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-p",
                CLASSES + ":" + modulePath(),
                "--enable-native-access=qio.posix",
                "--illegal-native-access=deny",
                "-m",
                MODULE + "/" + MODULE + ".Main",
                address,
                export,
                to));
    command.addAll(List.of(tls));
    Path printed = Files.createTempFile("qio-example-nbd", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertTrue(process.waitFor(40, TimeUnit.SECONDS), "the example does not end");
      return new Output(process.exitValue(), Files.readString(printed));
    } finally {
      process.destroyForcibly();
      Files.delete(printed);
    }
  }
}
