package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import qio.tck.Rule;

/** Standard streams, in processes of their own; {@link StdioChild} is what runs there. */
class StdioTest {

  @TempDir Path dir;

  private record Outcome(String out, List<String> reports) {

    String of(String what) {
      return all(what).getFirst();
    }

    List<String> all(String what) {
      return reports.stream()
          .filter(line -> line.startsWith(what + "="))
          .map(line -> line.substring(what.length() + 1))
          .toList();
    }
  }

  private static List<String> java(Engine engine, String... arguments) {
    return ChildJvm.command(StdioChild.class, engine, arguments);
  }

  /** The child, and then another program on the same standard streams. */
  private static List<String> thenInShell(List<String> child, String next) {
    var command = new ArrayList<>(List.of("sh", "-c", "\"$@\" && " + next, "sh"));
    command.addAll(child);
    return command;
  }

  private Outcome run(ProcessBuilder builder, String input) throws Exception {
    Path reports = Files.createTempFile(dir, "err", "");
    Process process = builder.redirectError(reports.toFile()).start();
    var writing =
        Threads.PLATFORM.run(
            () -> {
              try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
              }
              return null;
            });
    String out = finish(process);
    writing.result();
    List<String> lines = Files.readAllLines(reports);
    assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
    return new Outcome(out, lines);
  }

  private static String finish(Process process) throws Exception {
    try {
      var reading =
          Threads.PLATFORM.run(
              () -> {
                try (InputStream stdout = process.getInputStream()) {
                  return new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
                }
              });
      String out = reading.result();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the child has ended");
      return out;
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatComesInGoesOutToTheLastByte(Engine engine) throws Exception {
    String text = "0123456789".repeat(1000);
    Outcome outcome = run(new ProcessBuilder(java(engine, "copy", "2000000")), text);
    assertEquals(text, outcome.out());
    assertEquals("false", outcome.of("open"));
  }

  @Rule("FILE-7")
  @ParameterizedTest
  @CsvSource({"NATIVE, pipe", "NATIVE, file", "NIO, pipe", "NIO, file"})
  void nothingIsTakenBeyondWhatWasReadAndClosingLeavesTheStreamsToOthers(Engine engine, String kind)
      throws Exception {
    var builder = new ProcessBuilder(thenInShell(java(engine, "copy", "8"), "cat"));
    Path in = Files.writeString(dir.resolve("in"), "first by8, rest");
    Path out = dir.resolve("out");
    if (kind.equals("file")) {
      builder.redirectInput(in.toFile()).redirectOutput(out.toFile());
    }
    Outcome outcome = run(builder, kind.equals("file") ? "" : "first by8, rest");
    assertEquals("first by8, rest", kind.equals("file") ? Files.readString(out) : outcome.out());
  }

  @Rule("FILE-7")
  @ParameterizedTest
  @CsvSource({"pipe", "file"})
  void theFlagsOfTheSharedStreamsAreNeverChanged(String kind) throws Exception {
    String look = "grep flags /proc/self/fdinfo/0 1>&2";
    var builder = new ProcessBuilder(thenInShell(java(Engine.NATIVE, "poll"), look));
    if (kind.equals("file")) {
      builder
          .redirectInput(Files.writeString(dir.resolve("in"), "text").toFile())
          .redirectOutput(dir.resolve("out").toFile());
    }
    Outcome outcome = run(builder, kind.equals("file") ? "" : "text");
    List<String> flags = outcome.all("flags");
    assertEquals(3, flags.size(), "before, during and after");
    assertEquals(1, flags.stream().distinct().count(), flags.toString());
    for (String each : flags.getFirst().split(",")) {
      assertEquals(0, Integer.parseInt(each, 8) & Descriptors.O_NONBLOCK, each);
      assertEquals(0, Integer.parseInt(each, 8) & Descriptors.O_CLOEXEC, "still inherited");
    }
    String last = outcome.reports().getLast();
    assertTrue(last.startsWith("flags:"), last);
    assertEquals(0, Integer.parseInt(last.substring(6).strip(), 8) & Descriptors.O_NONBLOCK, last);
    String out = kind.equals("file") ? Files.readString(dir.resolve("out")) : outcome.out();
    assertEquals("text", out);
  }

  @Test
  void aLoopCopiesWithoutBlocking() throws Exception {
    String text = "0123456789".repeat(500);
    var builder = new ProcessBuilder(java(Engine.NATIVE, "poll-empty"));
    Path reports = dir.resolve("reports");
    Process process = builder.redirectError(reports.toFile()).start();
    try {
      // Only when the child has found room to write, and nothing to read, does it get something.
      awaitReport(process, reports, "ready=[OUT]");
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(text.getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(text, finish(process));
    } finally {
      process.destroyForcibly();
    }
    var outcome = new Outcome("", Files.readAllLines(reports));
    assertTrue(outcome.of("seen").contains("IN"), outcome.of("seen"));
    assertEquals("true", outcome.of("empty"));
  }

  @ParameterizedTest
  @CsvSource({"close", "interrupt"})
  void aThreadThatWaitsForStandardInputCanBeWoken(String how) throws Exception {
    var builder = new ProcessBuilder(java(Engine.NATIVE, how));
    Path reports = dir.resolve("reports");
    Process process = builder.redirectError(reports.toFile()).start();
    // Standard input stays open and empty all the time.
    assertEquals("", finish(process));
    var outcome = new Outcome("", Files.readAllLines(reports));
    assertEquals(0, process.exitValue(), outcome::toString);
    assertEquals("true", outcome.of("PLATFORM"));
    assertEquals("true", outcome.of("VIRTUAL"));
  }

  @Test
  void closingWithoutNativeAccessDoesNotWaitForAStuckReader() throws Exception {
    Path reports = dir.resolve("reports");
    Process process =
        new ProcessBuilder(java(Engine.NIO, "close-stuck")).redirectError(reports.toFile()).start();
    try {
      awaitReport(process, reports, "closed=true");
      process.getOutputStream().close(); // lets the reader go
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the child has ended");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void awaitReport(Process process, Path reports, String report) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.readString(reports).contains(report)) {
      assertTrue(
          System.nanoTime() < deadline && process.isAlive(), () -> "the child says " + report);
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneStreamAloneHasAName(Engine engine) throws Exception {
    assertEquals("abc", run(new ProcessBuilder(java(engine, "read", "", "in")), "abc").of("read"));
    assertEquals("written\n", run(new ProcessBuilder(java(engine, "write", "", "out")), "").out());
    Outcome err = run(new ProcessBuilder(java(engine, "write", "", "err")), "");
    assertEquals("", err.out());
    assertTrue(err.reports().contains("written"), err.toString());
  }

  @Test
  void standardStreamsMayBeSockets() throws Exception {
    assumeTrue(isInstalled("socat"), "needs socat");
    Path script = dir.resolve("run.sh");
    String command = "'" + String.join("' '", java(Engine.NATIVE, "copy", "5")) + "'";
    Files.writeString(script, "#!/bin/sh\nexec " + command + "\n");
    assertTrue(script.toFile().setExecutable(true));
    Outcome outcome = run(new ProcessBuilder("socat", "-t", "20", "-", "EXEC:" + script), "hello");
    assertEquals("hello", outcome.out());
    assertFalse(outcome.reports().isEmpty());
  }

  private static boolean isInstalled(String program) throws Exception {
    try {
      return new ProcessBuilder(program, "-V").redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
