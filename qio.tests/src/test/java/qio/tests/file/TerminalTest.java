package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.TerminalSettings;
import qio.tck.Rule;

/** Both sides of a pseudo terminal, and its raw mode. */
class TerminalTest {

  @TempDir Path dir;
  private TerminalPair pair;

  @BeforeEach
  void openTerminal() throws Exception {
    pair = new TerminalPair();
  }

  @AfterEach
  void closeTerminal() throws Exception {
    if (pair != null) {
      pair.close();
      Path other = pair.other();
      assertThrows(NoSuchElementException.class, () -> Descriptors.of(other), "no leak");
      Path controlling = Path.of("/dev/ptmx").toRealPath();
      assertThrows(NoSuchElementException.class, () -> Descriptors.of(controlling), "no leak");
    }
  }

  private static String read(QioChannel channel, int count) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(count);
    channel.readAll(dst);
    return new String(dst.array());
  }

  @Rule("FILE-16")
  @Test
  void rawModeLetsEveryByteThroughAndEndsWithTheChannel() throws Exception {
    TerminalSettings before = pair.settings();
    assertTrue(before.echoes() && before.readsLines());
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (QioChannel terminal = Engine.NATIVE.open(pair.other(), "mode=rw", "raw=on")) {
      assertFalse(pair.settings().echoes() || pair.settings().readsLines());
      for (QioChannel from : new QioChannel[] {terminal, pair.controlling()}) {
        QioChannel to = from == terminal ? pair.controlling() : terminal;
        from.writeAll(ByteBuffer.wrap(all));
        ByteBuffer dst = ByteBuffer.allocate(all.length);
        to.readAll(dst);
        assertEquals(ByteBuffer.wrap(all), dst.flip(), "control characters too");
      }
      pair.controlling().setBlocking(false);
      assertEquals(
          QioChannel.WOULD_BLOCK, pair.controlling().read(ByteBuffer.allocate(1)), "no echo");
    }
    assertEquals(before, pair.settings());
  }

  @Rule("FILE-16")
  @ParameterizedTest
  @EnumSource(names = "NATIVE")
  void theEndOfTheProcessEndsRawModeToo(Engine engine) throws Exception {
    TerminalSettings before = pair.settings();
    String path = pair.other().toString();
    try (ChildJvm child = ChildJvm.start(engine, "leave", path, "mode=rw", "raw=on")) {
      assertEquals("open", child.says());
      assertNotEquals(before, pair.settings());
      child.goOn();
      assertEquals(0, child.exit());
    }
    assertEquals(before, pair.settings());
  }

  @Rule("FILE-16")
  @Test
  void rawModeOfWhatIsNoTerminalIsRefused() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    for (Engine engine : Engine.values()) {
      var refused =
          assertThrows(FileSystemException.class, () -> engine.open(file, "mode=rw", "raw=on"));
      assertTrue(refused.getMessage().contains("terminal"), refused.getMessage());
    }
    var denied =
        assertThrows(
            FileSystemException.class, () -> Engine.NIO.open(pair.other(), "mode=rw", "raw=on"));
    assertTrue(
        denied.getMessage().contains("--enable-native-access=qio.posix"), denied.getMessage());
  }

  @Test
  void aTerminalThatIsHungUpIsClosedWithoutComplaint() throws Exception {
    QioChannel terminal = Engine.NATIVE.open(pair.other(), "mode=rw", "raw=on");
    pair.close();
    assertEquals(QioChannel.EOF, terminal.read(ByteBuffer.allocate(1)));
    terminal.close();
  }

  @Rule("FILE-17")
  @ParameterizedTest
  @EnumSource
  void theControllingSideEndsWhenNobodyHasTheOtherOpen(Threads threads) throws Exception {
    try (QioChannel terminal = Engine.NATIVE.open(pair.other(), "mode=rw")) {
      pair.controlling().writeAll(Bytes.of("line\n"));
      assertEquals("line\n", read(terminal, 5));
      assertEquals("line\r\n", read(pair.controlling(), 6), "the echo");
      terminal.writeAll(Bytes.of("last"));
      var reading = threads.run(() -> Bytes.rest(pair.controlling()));
      reading.awaitAsleep("ioAwait");
      terminal.close();
      assertEquals("last", reading.result());
    }
    assertEquals(QioChannel.EOF, pair.controlling().read(ByteBuffer.allocate(1)), "still");
    try (QioChannel again = Engine.NATIVE.open(pair.other(), "mode=rw")) {
      again.writeAll(Bytes.of("next"));
      assertEquals("next", read(pair.controlling(), 4), "until somebody opens it");
    }
  }

  @Test
  void bothSidesCanBeWatched() throws Exception {
    try (QioChannel terminal = Engine.NATIVE.open(pair.other(), "mode=rw", "raw=on");
        AioContext loop = AioContext.open("test")) {
      for (QioChannel from : new QioChannel[] {terminal, pair.controlling()}) {
        QioChannel to = from == terminal ? pair.controlling() : terminal;
        int[] calls = new int[1];
        try (WatchSource watch =
            to.addWatch(Set.of(IoCondition.IN), (channel, ready) -> ++calls[0] < 0, loop)) {
          assertFalse(loop.poll(false));
          from.writeAll(Bytes.of("x"));
          assertTrue(loop.poll(Duration.ofSeconds(20)));
          assertEquals(1, calls[0]);
          assertFalse(watch.isOpen(), "the callback had enough");
        }
        assertEquals("x", read(to, 1));
      }
    }
  }

  /** Another process shares the terminal in blocking mode; a write that waited would never end. */
  @Rule("FILE-18")
  @Test
  void aSharedBlockingTerminalThatNobodyReadsMakesNoWriteWait() throws Exception {
    Path reports = dir.resolve("reports");
    Process process =
        new ProcessBuilder(ChildJvm.command(FileChild.class, Engine.NATIVE, "flood"))
            .redirectOutput(pair.other().toFile())
            .redirectError(reports.toFile())
            .start();
    try {
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "no write waits");
      assertEquals(0, process.exitValue(), () -> report(reports));
      assertTrue(report(reports).startsWith("full after "), report(reports));
    } finally {
      process.destroyForcibly();
    }
  }

  @Rule("FILE-18")
  @Test
  void anAdoptedBlockingTerminalThatNobodyReadsMakesNoWriteWaitAndKeepsItsFlag() throws Exception {
    var flags = EnumSet.of(OpenFlag.READ, OpenFlag.WRITE);
    PosixDescriptor shared = PosixFiles.open(pair.other(), flags, 0);
    try (PosixDescriptor others = PosixDescriptor.duplicateOf(shared.number());
        QioChannel terminal = Engine.NATIVE.provider().adopt(shared).orElseThrow()) {
      terminal.setBlocking(false);
      var flooding =
          Threads.PLATFORM.run(
              () -> {
                // A first write so that the room left is no round number.
                long n = terminal.write(ByteBuffer.allocate(77));
                while (n != QioChannel.WOULD_BLOCK) {
                  n = terminal.write(ByteBuffer.allocate(1 << 20));
                }
                return n;
              });
      assertEquals(QioChannel.WOULD_BLOCK, flooding.result());
      assertFalse(others.isNonBlocking());
    }
  }

  /** The same with a pipe whose other end keeps what it gets. */
  @Rule("FILE-18")
  @Test
  void aSharedBlockingPipeThatNobodyReadsMakesNoWriteWait() throws Exception {
    Path reports = dir.resolve("reports");
    Process process =
        new ProcessBuilder(ChildJvm.command(FileChild.class, Engine.NATIVE, "flood"))
            .redirectError(reports.toFile())
            .start();
    try {
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "no write waits");
      assertEquals(0, process.exitValue(), () -> report(reports));
      assertTrue(report(reports).startsWith("full after "), report(reports));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String report(Path reports) {
    try {
      return Files.readString(reports);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Rule("FILE-19")
  @Test
  void aProcessWithoutATerminalIsToldSo() throws Exception {
    var command = new ArrayList<>(List.of("setsid", "-w"));
    command.addAll(ChildJvm.command(FileChild.class, Engine.NATIVE, "fail", "/dev/tty"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      String message = new String(process.getInputStream().readAllBytes());
      assertTrue(message.startsWith("file:/dev/tty: this process has no controlling"), message);
      assertTrue(message.contains("ENXIO (6)"), message);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void standardStreamsThatAreNoTerminalHaveNoRawMode() {
    var raw =
        Engine.NATIVE.provider().options().stream()
            .filter(option -> option.name().equals("raw"))
            .findFirst()
            .orElseThrow();
    var values = OptionValues.of(java.util.Map.of(raw, true));
    for (Engine engine : Engine.values()) {
      assertThrows(
          IOException.class, () -> engine.provider().connect(new Endpoint("stdio", "in"), values));
    }
  }
}
