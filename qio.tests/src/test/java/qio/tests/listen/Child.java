package qio.tests.listen;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process in which {@link ListenChild} runs, started through another program or directly. */
final class Child implements AutoCloseable {

  private static final long LIMIT_SECONDS = 40;

  private final Process process;
  private final Path errors;
  private final List<String> reports = new ArrayList<>();
  private final BufferedReader out;

  private Child(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The command line of the child alone. */
  static List<String> command(List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
    command.addAll(List.of("--illegal-native-access=deny", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-m", "qio.tests/" + ListenChild.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  static Child start(List<String> launcher, String... arguments) throws IOException {
    return start(launcher, List.of("--enable-native-access=qio.posix"), arguments);
  }

  static Child start(List<String> launcher, List<String> jvmOptions, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(command(jvmOptions, arguments));
    Path errors = Files.createTempFile("qio-child", ".err");
    return new Child(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /** Waits for the next report of a thing, and answers what it says. */
  String await(String what) throws Exception {
    return CompletableFuture.supplyAsync(() -> next(what)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private String next(String what) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        reports.add(line);
        if (line.startsWith(what + "=")) {
          return line.substring(what.length() + 1);
        }
      }
      return fail("no report of " + what + ": " + told());
    } catch (IOException e) {
      return fail(e);
    }
  }

  /** Waits for the end; then {@link #of} is answered from everything that was reported. */
  Child toItsEnd() throws Exception {
    CompletableFuture.runAsync(
            () -> out.lines().forEach(reports::add), task -> Thread.ofPlatform().start(task))
        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      fail("the child does not end: " + told());
    }
    return this;
  }

  List<String> all(String what) {
    return reports.stream()
        .filter(line -> line.startsWith(what + "="))
        .map(line -> line.substring(what.length() + 1))
        .toList();
  }

  String of(String what) throws IOException {
    List<String> found = all(what);
    return found.isEmpty() ? fail("no report of " + what + ": " + told()) : found.getFirst();
  }

  /** How many lines of its log hold a text. */
  long logged(String text) throws IOException {
    return Files.readAllLines(errors).stream().filter(line -> line.contains(text)).count();
  }

  private String told() throws IOException {
    return reports + "\n" + Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
