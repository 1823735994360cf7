package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./qio}, copied into a tree whose path has a space and whose application is made
 * of the modules that this test runs on.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();

  /** What the script and those it calls need; Maven is not among them. */
  private static final List<String> TOOLS =
      List.of("bash", "env", "dirname", "readlink", "sed", "find", "rm", "touch", "mkdir");

  @TempDir private Path directory;

  private Path root;
  private Path script;
  private Path tools;

  /** What a call of the script came to. */
  private record Answer(int code, String out, String err) {
    List<String> errors() {
      return err.lines().toList();
    }
  }

  @BeforeEach
  void copyTree() throws IOException {
    root = Files.createDirectories(directory.resolve("a tree"));
    script = copy("qio");
    Files.createDirectory(root.resolve("build"));
    var unused = copy("build/find-jdk");
    Files.createFile(root.resolve("pom.xml"));
    for (String module : List.of("qio.api", "qio.posix", "qio.cli", "qio.spi.one")) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(tools.resolve(tool), installed(tool));
    }
  }

  private Path copy(String file) throws IOException {
    assumeTrue(Files.exists(SOURCES.resolve(file)), "needs the source tree");
    Path copy = root.resolve(file);
    Files.copy(SOURCES.resolve(file), copy);
    return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path installed(String tool) {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  /** As a build leaves it. */
  private void makeApplication() throws IOException {
    Path app = Files.createDirectories(root.resolve("qio.cli/target/app"));
    for (String entry : System.getProperty("jdk.module.path").split(File.pathSeparator)) {
      Path module = Path.of(entry);
      if (module.endsWith("target/classes") && Files.isDirectory(module)) {
        copyClasses(module, app);
      } else if (Files.isRegularFile(module)) {
        Files.createSymbolicLink(app.resolve(module.getFileName()), module);
      }
    }
    Files.createFile(root.resolve("qio.cli/target/app.built"));
  }

  /** Under the name of their module; no link, for the JVM finds no packages behind one. */
  private static void copyClasses(Path classes, Path app) throws IOException {
    Path copy = app.resolve(classes.getParent().getParent().getFileName());
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.toList()) {
        Files.copy(each, copy.resolve(classes.relativize(each)));
      }
    }
  }

  /** A folder that looks like a JDK to the script. */
  private Path fakeJdk(String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve("jdk-" + version));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Files.createSymbolicLink(
        Files.createDirectory(home.resolve("bin")).resolve("javac"), installed("env"));
    return home;
  }

  private Answer call(Path program, Path javaHome, String... args) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    var builder = new ProcessBuilder(program.toString());
    builder.command().addAll(List.of(args));
    builder.directory(Files.createDirectories(directory.resolve("elsewhere")).toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("QIO_JAVA_OPTS");
    environment.put("PATH", tools.toString());
    environment.put("JAVA_HOME", javaHome.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertTrue(process.waitFor(Output.LIMIT_SECONDS, TimeUnit.SECONDS), "it did not end");
    } finally {
      process.destroyForcibly();
    }
    return new Answer(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static Path ownJdk() {
    return Path.of(System.getProperty("java.home"));
  }

  private static void assertRuns(Answer answer) {
    assertEquals(0, answer.code(), answer.out() + answer.err());
    assertTrue(answer.out().contains("memory"), answer.out());
    assertEquals("", answer.err());
  }

  @Test
  void itRunsFromAPathWithASpaceWhereverTheCallerStands() throws Exception {
    makeApplication();
    assertRuns(call(script, ownJdk(), "providers"));
  }

  @Test
  void itRunsThroughLinksToLinks() throws Exception {
    makeApplication();
    Path far = Files.createSymbolicLink(directory.resolve("far"), script);
    Path bin = Files.createDirectory(directory.resolve("my bin"));
    Path near =
        Files.createSymbolicLink(bin.resolve("qio"), Path.of("..").resolve(far.getFileName()));
    assertRuns(call(near, ownJdk(), "providers"));
  }

  @Test
  void anOldJavaHomeIsPassedOverForANewerJdkInThePath() throws Exception {
    makeApplication();
    Files.createSymbolicLink(tools.resolve("java"), ownJdk().resolve("bin/java"));
    assertRuns(call(script, fakeJdk("17.0.1"), "providers"));
  }

  @Test
  void argumentsArriveAsTheyWereWritten() throws Exception {
    makeApplication();
    Answer answer = call(script, ownJdk(), "cat", "file:/no such * file");
    assertEquals(1, answer.code());
    assertEquals(1, answer.errors().size(), answer.err());
    assertTrue(answer.err().contains("file:/no such * file"), answer.err());
  }

  @Test
  void withoutANewEnoughJdkOneLineNamesThoseThatAreTooOld() throws Exception {
    makeApplication();
    // Whatever this machine has is too old for a script that wants more.
    Path finder = root.resolve("build/find-jdk");
    String changed = Files.readString(finder).replace("WANTED=25", "WANTED=4711");
    assertTrue(changed.contains("4711"));
    Files.writeString(finder, changed);
    Path old = fakeJdk("17.0.1");
    Answer answer = call(script, old, "providers");
    assertEquals(1, answer.code());
    assertEquals("", answer.out());
    assertEquals(1, answer.errors().size(), answer.err());
    String line = answer.errors().getFirst();
    assertTrue(line.startsWith("qio: no JDK 4711 or later in JAVA_HOME, PATH, "), line);
    assertTrue(line.contains("install one or set JAVA_HOME to it"), line);
    assertTrue(line.contains(old.toRealPath() + " is 17"), line);
  }

  @Test
  void whereItMustBuildAndMavenIsMissingOneLineSaysSo() throws Exception {
    Answer answer = call(script, ownJdk(), "providers");
    assertEquals(1, answer.code());
    assertEquals(
        List.of("qio: cannot build: mvn is not in PATH; install Maven 3.8 or later"),
        answer.errors());
    assertFalse(Files.exists(root.resolve("qio.cli/target/app")));
  }
}
