package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A program of this module in a process of its own. */
final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;

  private ChildJvm(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The command line of a program of this module, with one engine. */
  static List<String> command(Class<?> program, Engine engine, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
    command.add("-Dqio.file.engine=" + engine.name().toLowerCase(Locale.ROOT));
    if (engine == Engine.NATIVE) {
      command.add("--enable-native-access=qio.posix");
    }
    command.addAll(
        List.of("--illegal-native-access=deny", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-m", "qio.tests/" + program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts {@link FileChild}, which is told on its standard input what to do next. */
  static ChildJvm start(Engine engine, String... arguments) throws IOException {
    return new ChildJvm(
        new ProcessBuilder(command(FileChild.class, engine, arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Waits for the next line that it says. */
  String says() throws Exception {
    return String.valueOf(Threads.PLATFORM.run(out::readLine).result());
  }

  long pid() {
    return process.pid();
  }

  /** Lets it go on. */
  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  int exit() throws InterruptedException {
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the child has ended");
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
