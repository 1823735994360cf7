package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.aio.PollerProvider;

class NativeAccessTest {

  @Test
  void itIsAvailableHere() {
    assertEquals(Optional.empty(), NativeAccess.unavailableBecause());
    NativeAccess.require();
  }

  @Test
  void otherSystemsAndProcessorsAreNamed() {
    Module module = NativeAccess.class.getModule();
    assertNull(NativeAccess.reason("Linux", "amd64", module));
    assertNull(NativeAccess.reason("Linux", "aarch64", module));
    String mac = NativeAccess.reason("Mac OS X", "aarch64", module);
    assertNotNull(mac);
    assertTrue(mac.contains("needs Linux, this is Mac OS X"), mac);
    String risc = NativeAccess.reason("Linux", "riscv64", module);
    assertNotNull(risc);
    assertTrue(risc.contains("x86-64 and aarch64 only, this is riscv64"), risc);
  }

  @Test
  void aModuleWithoutNativeAccessIsToldTheFlag() {
    Module denied = NativeAccessTest.class.getClassLoader().getUnnamedModule();
    String reason = NativeAccess.reason("Linux", "amd64", denied);
    assertNotNull(reason);
    assertTrue(reason.contains("--enable-native-access="), reason);
  }

  /** Runs in a JVM of its own, beside the module qio.posix. */
  private static final String PROBE =
      """
      package probe;
      import qio.posix.*;
      public class Main {
        interface Call { Object call() throws Exception; }
        static void call(String name, Call call) {
          try {
            call.call();
            System.out.println(name + ": no exception");
          } catch (NativeAccessException e) {
            System.out.println(name + ": " + e.getMessage());
          } catch (Throwable e) {
            System.out.println(name + ": wrong " + e);
          }
        }
        public static void main(String[] args) {
          for (int i = 0; i < 2; i++) {
            System.out.println("reason: " + NativeAccess.unavailableBecause().orElse("none"));
            call("provider", () -> new EpollPollerProvider().open());
            call("socket", () -> PosixSockets.open(SocketDomain.INET, SocketType.STREAM));
            call("pair", () -> PosixSockets.pair(SocketType.STREAM));
            call("adopt", () -> PosixDescriptor.adopt(0));
            call("duplicate", () -> PosixDescriptor.duplicateOf(0));
            call("open", () -> PosixFiles.open(java.nio.file.Path.of("/dev/null"),
                java.util.EnumSet.of(OpenFlag.READ), 0));
            call("status", () -> PosixFiles.status(java.nio.file.Path.of("/")));
            call("pipe", () -> PosixFiles.pipe(true));
            call("memory", () -> PosixFiles.memoryFile("x"));
            call("counter", () -> PosixFiles.eventCounter());
            call("unlink", () -> { PosixFiles.unlink(java.nio.file.Path.of("/no/such")); return 0; });
            call("rename", () -> { PosixFiles.rename(java.nio.file.Path.of("/no/such"),
                java.nio.file.Path.of("/no/such")); return 0; });
          }
          System.out.println("done");
        }
      }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"deny", "warn"})
  void deniedAccessIsATypedExceptionWithTheFlagAndNoWarning(String policy, @TempDir Path folder)
      throws Exception {
    List<String> lines =
        runProbe(folder, "--enable-native-access=ALL-UNNAMED", "--illegal-native-access=" + policy);
    assertEquals("done", lines.getLast(), () -> String.join("\n", lines));
    assertEquals(27, lines.size(), () -> String.join("\n", lines));
    for (String line : lines.subList(0, 26)) {
      assertTrue(line.contains("--enable-native-access=qio.posix"), line);
      assertTrue(line.contains("without it tcp and unix run on java.nio"), line);
      assertFalse(line.contains("wrong"), line);
    }
  }

  @Test
  void grantedAccessInTheSameSetUpWorks(@TempDir Path folder) throws Exception {
    List<String> lines =
        runProbe(folder, "--enable-native-access=qio.posix", "--illegal-native-access=deny");
    assertTrue(lines.contains("reason: none"), () -> String.join("\n", lines));
    assertTrue(lines.contains("pair: no exception"), () -> String.join("\n", lines));
  }

  private static List<String> runProbe(Path folder, String... flags) throws Exception {
    Path source = Files.createDirectories(folder.resolve("probe")).resolve("Main.java");
    Files.writeString(source, PROBE);
    Path classes = folder.resolve("classes");
    String libraries = location(NativeAccess.class) + ":" + location(PollerProvider.class);
    List<String> compiled =
        run(
            folder,
            List.of(java("javac"), "-cp", libraries, "-d", classes.toString(), source.toString()));
    assertTrue(Files.exists(classes.resolve("probe")), () -> String.join("\n", compiled));
    List<String> command = new ArrayList<>(List.of(java("java")));
    command.addAll(List.of(flags));
    command.addAll(List.of("-p", libraries, "--add-modules", "qio.posix"));
    command.addAll(List.of("--add-exports", "qio.posix/qio.posix=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classes.toString(), "probe.Main"));
    return run(folder, command);
  }

  private static String java(String tool) {
    Path command = Path.of(ProcessHandle.current().info().command().orElseThrow());
    return command.resolveSibling(tool).toString();
  }

  /** Where a module comes from: in Maven its folder of classes or its jar. */
  private static Path location(Class<?> type) throws URISyntaxException {
    return Path.of(
        type.getModule()
            .getLayer()
            .configuration()
            .findModule(type.getModule().getName())
            .orElseThrow()
            .reference()
            .location()
            .orElseThrow());
  }

  private static List<String> run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(50, TimeUnit.SECONDS), "the child did not end");
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }
}
