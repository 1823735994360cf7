package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program in a process of its own, as a shell would start it. Closing it kills it. */
final class QioProcess implements Running {

  private final Output out = new Output();
  private final Output err = new Output();
  private final Process process;

  private QioProcess(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().start(() -> out.readFrom(process.getInputStream()));
    Thread.ofPlatform().daemon().start(() -> err.readFrom(process.getErrorStream()));
  }

  /** The command line of the program, on the module path that this test runs on. */
  static List<String> command(List<String> jvmOptions, String... args) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
    command.addAll(List.of("--enable-native-access=qio.posix", "--illegal-native-access=deny"));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-m", "qio.cli/qio.cli.Main"));
    command.addAll(List.of(args));
    return command;
  }

  static QioProcess start(String... args) throws IOException {
    return start(command(List.of(), args));
  }

  /** Starts the program through another one, a shell for instance, whose last argument it is. */
  static QioProcess startWith(List<String> before, String... args) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(command(List.of(), args));
    return start(command);
  }

  static QioProcess start(List<String> command) throws IOException {
    return new QioProcess(new ProcessBuilder(command).start());
  }

  /** Runs the program with nothing to read, to its end. */
  static QioProcess run(String... args) throws Exception {
    return run(command(List.of(), args));
  }

  static QioProcess run(List<String> command) throws Exception {
    QioProcess run = start(command);
    run.input().close();
    int unused = run.awaitExit();
    return run;
  }

  @Override
  public Output out() {
    return out;
  }

  @Override
  public Output err() {
    return err;
  }

  /** Its standard input. */
  OutputStream input() {
    return process.getOutputStream();
  }

  /** SIGTERM; not through {@link Process#destroy}, which would close the outputs as well. */
  @Override
  public void stop() {
    assertTrue(process.toHandle().destroy());
  }

  /** Another signal, by name. */
  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertTrue(kill.waitFor(Output.LIMIT_SECONDS, TimeUnit.SECONDS));
  }

  /** How many sockets the process has open. */
  long sockets() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return descriptors.filter(QioProcess::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }

  @Override
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(Output.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      fail("the process did not end; out:\n" + out.text() + "\nerr:\n" + err.text());
    }
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
