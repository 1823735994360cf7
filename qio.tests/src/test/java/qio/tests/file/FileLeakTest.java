package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketType;
import qio.spi.file.PipeChannels;
import qio.tck.Rule;

/** Descriptors are counted before and after. */
class FileLeakTest {

  private static final int ROUNDS = 100;

  @TempDir Path dir;

  @FunctionalInterface
  private interface Round {
    void run() throws Exception;
  }

  private static void assertLeaksNothing(Round round) throws Exception {
    round.run(); // loads classes, starts threads
    long before = Descriptors.count();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    assertEquals(before, Descriptors.count());
  }

  @ParameterizedTest
  @EnumSource
  void filesThatAreOpenedUsedAndClosed(Engine engine) throws Exception {
    assertLeaksNothing(
        () -> {
          try (QioChannel file = engine.open(dir.resolve("file"), "mode=w")) {
            file.writeAll(Bytes.of("x"));
            file.pwrite(Bytes.of("y"), 1);
            file.createWatch(Set.of(IoCondition.IN));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void filesThatCannotBeOpened(Engine engine) throws Exception {
    Path there = Files.writeString(dir.resolve("there"), "");
    assertLeaksNothing(
        () -> {
          assertThrows(IOException.class, () -> engine.open(dir.resolve("missing")));
          assertThrows(IOException.class, () -> engine.open(dir));
          assertThrows(IOException.class, () -> engine.open(there, "mode=w", "exclusive=on"));
          assertThrows(IOException.class, () -> engine.open(there.resolve("below"), "mode=w"));
        });
  }

  @ParameterizedTest
  @EnumSource
  void filesThatAreReplacedAndDroppedAndLockedInVain(Engine engine) throws Exception {
    Path path = Files.writeString(dir.resolve("file"), "");
    assertLeaksNothing(
        () -> {
          engine.open(path, "mode=replace", "sync=full").close();
          engine.open(path, "mode=replace", "commit=shutdown").close();
          assertThrows(IOException.class, () -> engine.open(dir, "mode=replace"));
          assertThrows(IOException.class, () -> engine.open(path, "raw=on"));
          try (QioChannel locked = engine.open(path, "mode=w", "lock=exclusive", "sync=data")) {
            assertThrows(IOException.class, () -> engine.open(path, "lock=shared"));
            assertTrue(locked.isOpen());
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void standardStreamsThatAreOpenedAndClosed(Engine engine) throws Exception {
    assertLeaksNothing(
        () -> {
          for (String side : new String[] {"", "in", "out", "err"}) {
            engine.provider().connect(new Endpoint("stdio", side), OptionValues.none()).close();
          }
        });
    assertTrue(Files.exists(Path.of("/proc/self/fd/0")), "our own are still there");
    assertTrue(Files.exists(Path.of("/proc/self/fd/1")));
    assertTrue(Files.exists(Path.of("/proc/self/fd/2")));
  }

  @Test
  void pipesThatAreOpenedWaitedForAndClosed() throws Exception {
    assertLeaksNothing(
        () -> {
          try (PipeChannels pipe = PipeChannels.open()) {
            var reading = Threads.VIRTUAL.run(() -> pipe.reader().read(ByteBuffer.allocate(1)));
            reading.awaitAsleep("ioAwait"); // in the first round too, where waiting is set up
            pipe.writer().writeAll(Bytes.of("x"));
            assertEquals(1, reading.result());
          }
        });
  }

  @Test
  void descriptorsThatCannotBeAdopted() throws Exception {
    assertLeaksNothing(
        () -> {
          var flags = EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY);
          try (PosixDescriptor directory = PosixFiles.open(dir, flags, 0)) {
            assertThrows(IOException.class, () -> Engine.NATIVE.provider().adopt(directory));
            var foreign = new AdoptTest.Foreign(directory.number());
            assertThrows(IOException.class, () -> Engine.NATIVE.provider().adopt(foreign));
          }
          try (PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
            var foreign = new AdoptTest.Foreign(socket.number());
            assertEquals(Optional.empty(), Engine.NATIVE.provider().adopt(foreign));
          }
        });
  }

  @Test
  void fifosThatNobodyReads() throws Exception {
    Path fifo = dir.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertLeaksNothing(
        () -> {
          assertThrows(
              IOException.class, () -> Engine.NATIVE.open(fifo, "mode=w", "connect-timeout=1ms"));
          Engine.NATIVE.open(fifo).close();
        });
  }

  @Rule("FILE-9")
  @Test
  void f13_filesAreCloseOnExec() throws Exception {
    Path path = Files.writeString(dir.resolve("file"), "").toRealPath();
    try (QioChannel file = Engine.NATIVE.open(path)) {
      int flags = Descriptors.flags(Descriptors.of(path));
      assertTrue((flags & Descriptors.O_CLOEXEC) != 0, "flags " + Integer.toOctalString(flags));
      assertTrue(file.isOpen());
    }
  }
}
