package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import qio.api.channel.QioChannel;
import qio.posix.Errno;
import qio.posix.PosixException;
import qio.tck.Rule;

/** Failures name the file, the call with its error, and what helps. */
class FileTroubleTest {

  @TempDir Path dir;

  private static void assertTold(Path path, Errno errno, String advice, Executable failing) {
    var failure = assertThrows(FileSystemException.class, failing);
    String message = failure.getMessage();
    assertTrue(message.startsWith("file:" + path + ": "), message);
    assertTrue(message.contains(errno.name() + " (" + errno.number() + ")"), message);
    assertTrue(message.contains(advice), message);
    assertEquals(errno, PosixException.in(failure).orElseThrow().errno().orElseThrow());
  }

  @Rule("FILE-19")
  @Test
  void aFullDevice() throws Exception {
    Path full = Path.of("/dev/full");
    try (QioChannel device = Engine.NATIVE.open(full, "mode=w")) {
      assertTold(full, Errno.ENOSPC, "make room", () -> device.write(Bytes.of("x")));
    }
  }

  @Rule("FILE-19")
  @Test
  void aFileLargerThanTheFileSystemAllows() throws Exception {
    Path path = dir.resolve("file");
    try (QioChannel file = Engine.NATIVE.open(path, "mode=w")) {
      assertTold(path, Errno.EFBIG, "ulimit", () -> file.pwrite(Bytes.of("x"), Long.MAX_VALUE - 1));
    }
  }

  @Rule("FILE-19")
  @Test
  void namesThatAreTooLongOrGoRoundInACircle() throws Exception {
    Path tooLong = dir.resolve("n".repeat(256));
    assertTold(tooLong, Errno.ENAMETOOLONG, "255", () -> Engine.NATIVE.open(tooLong, "mode=w"));
    Path one = dir.resolve("one");
    Files.createSymbolicLink(one, dir.resolve("two"));
    Files.createSymbolicLink(dir.resolve("two"), one);
    assertTold(one, Errno.ELOOP, "circle", () -> Engine.NATIVE.open(one));
    Path below = Files.createFile(dir.resolve("file")).resolve("below");
    assertTold(below, Errno.ENOTDIR, "no directory", () -> Engine.NATIVE.open(below));
    assertTold(dir, Errno.EISDIR, "directory", () -> Engine.NATIVE.open(dir, "mode=w"));
  }

  @Rule("FILE-19")
  @Test
  void aProgramThatRuns() throws Exception {
    Path program = dir.resolve("program");
    Files.copy(Path.of("/bin/sleep"), program, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    Process process = new ProcessBuilder(program.toString(), "60").start();
    try {
      assertTold(
          program, Errno.ETXTBSY, "mode=replace", () -> Engine.NATIVE.open(program, "mode=rw"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Rule("FILE-12")
  @Test
  void syncIsForFilesAndNotForWhatHasNoDisk() throws Exception {
    for (String sync : new String[] {"data", "full"}) {
      var refused =
          assertThrows(
              FileSystemException.class,
              () -> Engine.NATIVE.open(Path.of("/dev/null"), "mode=w", "sync=" + sync));
      assertTrue(refused.getMessage().contains("leave sync out"), refused.getMessage());
    }
  }

  @Rule("FILE-12")
  @Test
  void aFileIsSyncedBeforeItIsClosedInEitherEngine() throws IOException {
    for (Engine engine : Engine.values()) {
      for (String sync : new String[] {"none", "data", "full"}) {
        Path path = dir.resolve(engine + sync);
        QioChannel file = engine.open(path, "mode=append", "sync=" + sync);
        file.writeAll(Bytes.of(sync));
        file.close();
        file.close();
        assertEquals(sync, Files.readString(path));
      }
    }
  }
}
