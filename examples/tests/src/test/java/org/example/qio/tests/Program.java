package org.example.qio.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A program in a process of its own, with what it prints in a file: nothing that it says can hold
 * it up. It is killed when the test is done with it.
 */
final class Program implements AutoCloseable {

  private static final int LIMIT_SECONDS = 40;
  private static final int FIRST_LINE_SECONDS = 20;

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param text what it printed, complaints included
   */
  record Output(int status, String text) {}

  private final Process process;
  private final Path printed;

  private Program(Process process, Path printed) {
    this.process = process;
    this.printed = printed;
  }

  /** Starts a program. */
  static Program start(List<String> command) throws IOException {
    Path printed = Files.createTempFile("qio-example", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    return new Program(process, printed);
  }

  /** Runs a program to its end. */
  static Output run(List<String> command) throws IOException, InterruptedException {
    try (Program program = start(command)) {
      return program.end();
    }
  }

  /**
   * The command that runs a built example: nothing but its folder of modules, and no native access
   * but what is named.
   *
   * @param example the folder of the example
   * @param nativeAccess whether to allow it to QIO
   * @param main module and class
   */
  static List<String> java(
      String example, boolean nativeAccess, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--illegal-native-access=deny"));
    if (nativeAccess) {
      command.add("--enable-native-access=qio.posix");
    }
    Path modules = Path.of("..", example, "target", "mods").toAbsolutePath().normalize();
    command.addAll(List.of("-p", modules.toString(), "-m", main));
    command.addAll(arguments);
    return command;
  }

  /** The command that runs the application {@code qio}, with native access as its script has it. */
  static List<String> qio(List<String> javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("--enable-native-access=qio.posix", "--illegal-native-access=deny"));
    command.addAll(javaOptions);
    command.addAll(List.of("-p", Path.of("target", "qio").toAbsolutePath().toString()));
    command.addAll(List.of("-m", "qio.cli/qio.cli.Main"));
    command.addAll(arguments);
    return command;
  }

  /** Skips the test where a program is missing. */
  static void assumeInstalled(String program) {
    boolean found = false;
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      found |= Files.isExecutable(Path.of(folder, program));
    }
    Assumptions.assumeTrue(found, program + " is not installed on this machine");
  }

  /** Waits for it to end by itself. */
  Output end() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end; it printed: " + text());
    }
    return new Output(process.exitValue(), text());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end, as a service manager does, and waits until it has. */
  Output terminate() throws IOException, InterruptedException {
    process.destroy();
    return end();
  }

  /** The rest of the first line that begins with some text, as soon as it is there. */
  String announced(String beginning) {
    return Eventually.found(
        "a line that begins with " + beginning,
        () -> {
          String text = text();
          int end = text.indexOf('\n'); // before that the line may not be whole
          if (end >= 0 && text.startsWith(beginning)) {
            return Optional.of(text.substring(beginning.length(), end));
          }
          if (!process.isAlive()) {
            throw new IOException("it has ended: " + text());
          }
          return Optional.empty();
        },
        FIRST_LINE_SECONDS);
  }

  private String text() throws IOException {
    return Files.readString(printed);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(printed);
  }
}
