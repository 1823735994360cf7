package qio.spi.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.spi.process.ChildStartException.Reason;
import qio.tck.Leaks;
import qio.tck.Patience;
import qio.tck.Rule;

/** Children that behave and children that do not. */
@Timeout(60)
class ExecTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path dir;

  private static QioChannel shell(Engine engine, String script, Object... more) throws IOException {
    Map<String, Object> options = new java.util.HashMap<>();
    options.put("arguments", List.of("-c", script));
    for (int i = 0; i < more.length; i += 2) {
      options.put((String) more[i], more[i + 1]);
    }
    return engine.start("/bin/sh", options);
  }

  private static String rest(QioChannel channel) throws IOException {
    return new String(channel.asInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ChildExit exit(QioChannel channel) throws IOException {
    return channel.facts(ChildProcess.class).orElseThrow().exit().await(LIMIT);
  }

  private static boolean exists(QioChannel channel) {
    return Files.exists(Path.of("/proc/" + channel.facts(ChildProcess.class).orElseThrow().pid()));
  }

  @Rule("EXEC-2")
  @ParameterizedTest
  @EnumSource
  void argumentsReachTheProgramAsTheyAreAndNoShellSeesThem(Engine engine) throws Exception {
    try (QioChannel channel =
        engine.start("printf", Map.of("args", "[%s] $HOME *;\\ a\\\\b  %25"))) {
      // Split at spaces: the format, four arguments, one of them empty.
      assertEquals("[$HOME][*; a\\b][][%25]", rest(channel).replace("] ", "]"));
    }
    try (QioChannel channel =
        engine.start("printf", Map.of("arguments", List.of("<%s>", "", "a b", "'$x'")))) {
      assertEquals("<><a b><'$x'>", rest(channel));
    }
  }

  @Rule("EXEC-3")
  @ParameterizedTest
  @EnumSource
  void environmentAndDirectoryAreTheChilds(Engine engine) throws Exception {
    try (QioChannel channel =
        shell(
            engine,
            "echo $GIVEN; pwd -P",
            "environment",
            Map.of("GIVEN", "a value"),
            "directory",
            dir.toString())) {
      assertEquals("a value\n" + dir.toRealPath() + "\n", rest(channel));
    }
    try (QioChannel channel =
        engine.start(
            "/usr/bin/env",
            Map.of("clear-environment", "on", "environment", Map.of("ONLY", "this")))) {
      assertEquals("ONLY=this\n", rest(channel));
    }
  }

  @Rule("EXEC-4")
  @ParameterizedTest
  @EnumSource
  void theEndOfWritingIsTheChildsEndOfInput(Engine engine) throws Exception {
    try (QioChannel channel = engine.start("wc", Map.of("args", "-c"))) {
      channel.writeAll(ByteBuffer.allocate(100_000));
      channel.shutdown(ShutdownMode.WRITE);
      assertEquals("100000", rest(channel).trim());
      assertEquals(new ChildExit(0), exit(channel));
    }
  }

  @Rule("EXEC-5")
  @ParameterizedTest
  @EnumSource
  void theStatusIsTold(Engine engine) throws Exception {
    try (QioChannel channel = shell(engine, "exit 3")) {
      assertEquals("", rest(channel));
      assertEquals(new ChildExit(3), exit(channel));
    }
    try (QioChannel channel = shell(engine, "kill -9 $$")) {
      assertEquals("ended with status 137, as after signal 9", exit(channel).toString());
    }
  }

  @Rule("EXEC-6")
  @ParameterizedTest
  @EnumSource
  void aWriteToAChildThatIsGoneFailsAndSaysHowItEnded(Engine engine) throws Exception {
    try (QioChannel channel = shell(engine, "exit 7")) {
      assertEquals(7, exit(channel).status());
      IOException failure =
          assertTimeoutPreemptively(
              LIMIT,
              () ->
                  assertThrows(
                      IOException.class,
                      () -> {
                        while (true) {
                          channel.writeAll(bytes("x")); // a pump may take a few before it knows
                        }
                      }));
      assertTrue(failure.getMessage().contains("status 7"), failure.getMessage());
      assertTrue(channel.isOpen());
    }
  }

  @Rule("EXEC-7")
  @ParameterizedTest
  @EnumSource
  void aChildThatCannotBeStartedSaysWhy(Engine engine) throws Exception {
    Path plain = Files.writeString(dir.resolve("plain"), "text");
    Path text = executable("text", "echo not run by a shell\n");
    Path orphan = executable("orphan", "#!/no/such/interpreter\n");
    Path foreign = executable("foreign", "\177ELF is all that it has");
    Leaks.Count before = Leaks.descriptors();
    refused(engine, Reason.NOT_FOUND, "/no/such/program", Map.of());
    refused(engine, Reason.NOT_FOUND, "no-such-program-anywhere", Map.of());
    refused(engine, Reason.NOT_EXECUTABLE, plain.toString(), Map.of());
    refused(engine, Reason.NOT_EXECUTABLE, dir.toString(), Map.of());
    refused(engine, Reason.NOT_A_PROGRAM, text.toString(), Map.of());
    refused(engine, Reason.NOT_A_PROGRAM, orphan.toString(), Map.of());
    refused(engine, Reason.TOO_LONG, "cat", Map.of("args", "x".repeat(3_000_000)));
    refused(engine, Reason.BAD_DIRECTORY, "cat", Map.of("directory", plain.toString()));
    refused(engine, Reason.BAD_DIRECTORY, "cat", Map.of("directory", "/no/such/directory"));
    before.assertSame();
    assertTrue(Files.exists(foreign));
  }

  private Path executable(String name, String content) throws IOException {
    Path file = Files.writeString(dir.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void refused(
      Engine engine, Reason reason, String program, Map<String, ?> options) {
    var failure =
        assertThrows(ChildStartException.class, () -> engine.start(program, options), program);
    assertEquals(reason, failure.reason(), failure.getMessage());
    assertTrue(failure.getMessage().startsWith("exec:" + program + ": "), failure.getMessage());
    assertTrue(failure.getMessage().length() < 400, "no arguments in it");
  }

  @Rule("EXEC-8")
  @Test
  void whatCannotBeMeantIsRefusedBeforeAnythingStarts() {
    for (Map<String, ?> options :
        List.of(
            Map.of("args", "a", "arguments", List.of("b")),
            Map.of("arguments", List.of(1)),
            Map.of("arguments", List.of("a\0b")),
            Map.of("environment", Map.of("a=b", "c")),
            Map.of("stderr", "join", "stderr-lines", (Consumer<String>) line -> {}))) {
      assertThrows(
          InvalidAddressException.class,
          () -> Engine.NATIVE.start("cat", options),
          options::toString);
    }
    assertThrows(InvalidAddressException.class, () -> Engine.NATIVE.start("", Map.of()));
  }

  @Rule("EXEC-9")
  @ParameterizedTest
  @EnumSource
  void standardErrorComesLineByLineAndLongLinesInPieces(Engine engine) throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Consumer<String> sink = lines::add;
    try (QioChannel channel =
        shell(
            engine,
            "echo one >&2; head -c 10000 /dev/zero | tr '\\0' x >&2; echo >&2; printf last >&2",
            "stderr-lines",
            sink)) {
      assertEquals("", rest(channel));
      assertEquals("one", lines.poll(20, TimeUnit.SECONDS));
      assertEquals(StderrLines.LONGEST, lines.poll(20, TimeUnit.SECONDS).length());
      assertEquals(10_000 - StderrLines.LONGEST, lines.poll(20, TimeUnit.SECONDS).length());
      assertEquals("last", lines.poll(20, TimeUnit.SECONDS));
    }
  }

  @Rule("EXEC-9")
  @ParameterizedTest
  @EnumSource
  void aChildThatFillsStandardErrorDoesNotStall(Engine engine) throws Exception {
    Consumer<String> failing =
        line -> {
          throw new IllegalStateException("on purpose");
        };
    String flood = "yes | head -c 5000000 >&2; echo done";
    try (QioChannel channel = shell(engine, flood, "stderr-lines", failing)) {
      assertEquals("done\n", rest(channel));
    }
    try (QioChannel channel = shell(engine, flood, "stderr", "discard")) {
      assertEquals("done\n", rest(channel));
    }
    try (QioChannel channel = shell(engine, "echo err >&2", "stderr", "join")) {
      assertEquals("err\n", rest(channel));
    }
  }

  @Rule("EXEC-10")
  @ParameterizedTest
  @EnumSource
  void aChildThatIgnoresSigtermIsKilledInTime(Engine engine) throws Exception {
    QioChannel channel =
        shell(
            engine,
            "trap '' TERM; echo ready; while :; do sleep 1; done",
            "close-timeout",
            "50ms",
            "kill-timeout",
            "200ms",
            "stderr",
            "discard");
    ByteBuffer ready = ByteBuffer.allocate(6);
    channel.readAll(ready);
    long start = System.nanoTime();
    channel.close();
    assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(LIMIT) < 0);
    assertEquals(new ChildExit(137), exit(channel));
    assertFalse(exists(channel), "a zombie");
  }

  @Rule("EXEC-10")
  @ParameterizedTest
  @EnumSource
  void aChildThatNeitherReadsNorMindsSigtermIsKilledInTime(Engine engine) throws Exception {
    QioChannel channel =
        shell(
            engine,
            "trap '' TERM; echo ready; exec sleep 60",
            "close-timeout",
            "0s",
            "kill-timeout",
            "200ms");
    channel.readAll(ByteBuffer.allocate(6));
    channel.setBlocking(false);
    int least = engine == Engine.NATIVE ? 1 << 16 : 100_000; // more than the child's pipe holds
    ByteBuffer flood = ByteBuffer.allocate(least);
    Patience.await(
        () -> "the child's pipe is not full after " + flood.position(),
        () -> {
          try {
            channel.write(flood);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return !flood.hasRemaining();
        });
    assertTimeoutPreemptively(LIMIT, channel::close);
    assertEquals(new ChildExit(137), exit(channel));
  }

  @Rule("EXEC-10")
  @ParameterizedTest
  @EnumSource
  void aChildThatEndsWithItsInputIsNotSignalled(Engine engine) throws Exception {
    QioChannel channel = shell(engine, "cat >/dev/null; exit 5", "close-timeout", "20s");
    channel.close();
    assertEquals(new ChildExit(5), exit(channel));
    assertFalse(exists(channel), "a zombie");
  }

  @Rule("EXEC-11")
  @ParameterizedTest
  @EnumSource
  void aChildMayCloseItsOutputAndLiveOn(Engine engine) throws Exception {
    Path took = dir.resolve("took");
    try (QioChannel channel = shell(engine, "exec 1>&-; cat >" + took, "close-timeout", "20s")) {
      assertEquals("", rest(channel));
      channel.writeAll(bytes("still read"));
      channel.shutdown(ShutdownMode.WRITE);
      assertEquals(0, exit(channel).status());
    }
    assertEquals("still read", Files.readString(took));
  }

  @Rule("EXEC-11")
  @ParameterizedTest
  @EnumSource
  void aGrandchildThatKeepsThePipesDoesNotKeepClose(Engine engine) throws Exception {
    QioChannel channel =
        shell(engine, "sleep 50 & echo $!", "close-timeout", "30s", "kill-timeout", "30s");
    String number = "";
    while (!number.endsWith("\n")) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.readAll(one);
      number += (char) one.get(0);
    }
    try {
      assertEquals(0, exit(channel).status());
      assertTimeoutPreemptively(LIMIT, channel::close);
    } finally {
      ProcessHandle.of(Long.parseLong(number.trim())).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Rule("EXEC-12")
  @ParameterizedTest
  @EnumSource
  void manyAtOnceOnVirtualThreadsLeaveNothingBehind(Engine engine) throws Exception {
    echo(engine, 0); // loads classes, starts the library's threads
    Leaks.Count descriptors = Leaks.descriptors();
    Leaks.Count threads = Leaks.threads();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        all.add(
            executor.submit(
                () -> {
                  echo(engine, number);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get(50, TimeUnit.SECONDS);
      }
    }
    descriptors.assertSame();
    threads.assertSame();
    assertEquals(0, zombies());
  }

  private static void echo(Engine engine, int number) throws IOException {
    try (QioChannel channel = engine.start("cat", Map.of("close-timeout", "20s"))) {
      channel.writeAll(bytes("number " + number));
      channel.shutdown(ShutdownMode.WRITE);
      assertEquals("number " + number, rest(channel));
    }
  }

  /** Children of this process that have ended and that nobody has reaped. */
  private static long zombies() throws IOException {
    String parent = " Z " + ProcessHandle.current().pid() + " ";
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(each -> each.getFileName().toString().matches("\\d+"))
          .filter(each -> stat(each).contains(parent))
          .count();
    }
  }

  private static String stat(Path process) {
    try {
      return Files.readString(process.resolve("stat"));
    } catch (IOException | UncheckedIOException e) {
      return ""; // gone meanwhile
    }
  }
}
