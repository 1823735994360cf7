package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import qio.tck.Rule;

/** {@code qio demo} as a newcomer runs it. */
class DemoTest {

  @TempDir private Path directory;

  private QioProcess demo(List<String> options, String... args) throws Exception {
    List<String> all = new ArrayList<>(options);
    all.add("-Djava.io.tmpdir=" + directory);
    all.add("-XX:TieredStopAtLevel=4"); // AES and SHA in hardware come with the last level only
    String[] command = Stream.concat(Stream.of("demo"), Stream.of(args)).toArray(String[]::new);
    return QioProcess.start(QioProcess.command(all, command));
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(
          List.of(), left.filter(f -> f.getFileName().toString().startsWith("qio")).toList());
    }
  }

  private static List<String> steps(QioProcess demo) {
    return demo.out().lines().stream().filter(line -> line.endsWith("  ok")).toList();
  }

  @Rule("CLI-9")
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutArgumentsItSendsAFileThroughEverything() throws Exception {
    try (QioProcess demo = demo(List.of())) {
      assertEquals(0, demo.awaitExit(), demo.err()::text);
      List<String> steps = steps(demo);
      assertEquals(5, steps.size(), demo.out()::text);
      List<String> names =
          List.of("file ", "TLS over a UNIX socket ", "TLS over TCP ", "memory ", "descriptor ");
      for (int i = 0; i < names.size(); i++) {
        assertTrue(steps.get(i).startsWith(names.get(i)), steps.get(i));
        assertTrue(steps.get(i).contains(" 67108864 "), steps.get(i));
      }
      assertEquals("the same bytes everywhere", demo.out().lines().getLast());
      assertEquals("", demo.err().text());
    }
    assertNothingLeft();
  }

  @Test
  void portableEnginesSendItTooAndSayWhatIsLeftOut() throws Exception {
    Path file = Files.write(directory.resolve("f"), Bytes.random(1, 3_000_001));
    List<String> portable = List.of("-Dqio.socket.engine=nio", "-Dqio.file.engine=nio");
    try (QioProcess demo = demo(portable, file.toString())) {
      assertEquals(0, demo.awaitExit(), demo.err()::text);
      assertEquals(4, steps(demo).size(), demo.out()::text);
      assertTrue(demo.out().text().contains("descriptor through UNIX: left out, because "));
    }
    assertNothingLeft();
  }

  @Test
  void aFileOfOnesOwnIsSent() throws Exception {
    byte[] content = Bytes.random(2, 1_234_567);
    Path file = Files.write(directory.resolve("50% of my & file?"), content);
    try (QioProcess demo = demo(List.of(), file.toString())) {
      assertEquals(0, demo.awaitExit(), demo.err()::text);
      assertTrue(steps(demo).stream().allMatch(line -> line.contains(" 1234567 ")));
      String first = demo.out().lines().getFirst();
      assertEquals(file + ", 1.2 MiB, SHA-256 " + Bytes.sha256(content), first);
    }
    assertNothingLeft();
  }

  @Test
  void anEmptyFileIsSentToo() throws Exception {
    Path file = Files.createFile(directory.resolve("empty"));
    try (QioProcess demo = demo(List.of(), file.toString())) {
      assertEquals(0, demo.awaitExit(), demo.err()::text);
      assertTrue(demo.out().lines().getFirst().endsWith("SHA-256 " + Bytes.sha256(new byte[0])));
      assertEquals("the same bytes everywhere", demo.out().lines().getLast());
    }
    assertNothingLeft();
  }

  @Test
  void aFileThatMayNotBeReadIsOneLine() throws Exception {
    Path secret = Path.of("/proc/sys/vm/compact_memory"); // to root too
    assumeTrue(Files.exists(secret), "needs /proc/sys");
    assertRefused(secret, "may not");
  }

  @Test
  void aDirectoryIsOneLine() throws Exception {
    assertRefused(directory, "not a regular file");
  }

  private void assertRefused(Path path, String why) throws Exception {
    try (QioProcess demo = demo(List.of(), path.toString())) {
      assertEquals(1, demo.awaitExit(), demo.err()::text);
      assertEquals(1, demo.err().lines().size(), demo.err()::text);
      String line = demo.err().lines().getFirst();
      assertTrue(line.startsWith("qio demo: " + path + ": "), line);
      assertTrue(line.contains(why), line);
    }
    assertNothingLeft();
  }

  @Test
  void aMissingFileIsOneLine() throws Exception {
    Path missing = directory.resolve("missing");
    try (QioProcess demo = demo(List.of(), missing.toString())) {
      assertEquals(1, demo.awaitExit());
      assertEquals(
          List.of("qio demo: " + missing + ": there is no such file; check the path"),
          demo.err().lines());
    }
    assertNothingLeft();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void beingStoppedHalfWayLeavesNothingEither() throws Exception {
    try (QioProcess demo = demo(List.of())) {
      demo.out().awaitLine(line -> line.startsWith("a generated file"));
      demo.stop();
      demo.awaitExit();
    }
    assertNothingLeft();
  }
}
