package qio.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The scenarios in C: compiled when first needed, by the compiler that is in {@code PATH}. */
final class CProgram {

  private static final String SOURCE = "sockets.c";

  private CProgram() {}

  /** Why the program cannot play a scenario; empty if it can. */
  static Optional<String> obstacle(Scenario scenario, Setting setting) {
    if (setting.threads() == Threads.VIRTUAL) {
      return Optional.of("has no virtual threads");
    }
    if (scenario.isTiming() || scenario == Scenario.IDLE_HEAP || setting.idle() > 0) {
      return Optional.of("is no limit: what is measured is Java's");
    }
    return setting.threads() == Threads.LOOP && scenario != Scenario.ROUND_TRIP
        ? Optional.of("has round trips only")
        : Optional.empty();
  }

  /** Runs the program for one cell; answers the nanoseconds of an operation, or why not. */
  static String measure(Cell cell, Grid grid, boolean polling) throws IOException {
    Path program =
        Path.of(System.getProperty("java.io.tmpdir"), "qio-bench-" + ProcessHandle.current().pid());
    if (!Files.exists(program) && !compile(program)) {
      return "cannot\tno C compiler (cc) is here, or it failed";
    }
    long millis = Math.max(1, grid.iterations * grid.iteration.toMillis());
    return run(
        List.of(
            program.toString(),
            cell.scenario().name().toLowerCase(Locale.ROOT),
            cell.setting().transport().name().toLowerCase(Locale.ROOT),
            String.valueOf(cell.setting().connections()),
            String.valueOf(cell.size()),
            String.valueOf(millis),
            waiting(cell.setting(), polling)));
  }

  private static String waiting(Setting setting, boolean polling) {
    if (setting.threads() != Threads.LOOP) {
      return "blocking";
    }
    return polling ? "polling" : "loop";
  }

  private static boolean compile(Path program) throws IOException {
    Path source = Files.createTempFile("qio-bench", ".c");
    try (InputStream text = CProgram.class.getResourceAsStream(SOURCE)) {
      Files.write(source, text.readAllBytes());
      run(List.of("cc", "-O2", "-pthread", "-o", program.toString(), source.toString()));
      program.toFile().deleteOnExit();
      return true;
    } catch (IOException e) {
      System.err.println("C: " + e.getMessage());
      return false;
    } finally {
      Files.delete(source);
    }
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      if (!process.waitFor(Crew.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(command + " hangs");
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw new IOException(command + " failed: " + output);
      }
      return output;
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while " + command + " runs");
    } finally {
      process.destroyForcibly();
    }
  }
}
