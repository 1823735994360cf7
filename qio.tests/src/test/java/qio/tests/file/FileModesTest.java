package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/** How files are opened, and what a failure to open one says. */
class FileModesTest {

  @TempDir Path dir;

  private Path existing(String content) throws IOException {
    return Files.writeString(dir.resolve("existing"), content);
  }

  private static void assertTells(Exception failure, Path path, String... words) {
    assertTrue(failure.getMessage().startsWith("file:" + path + ": "), failure.getMessage());
    for (String word : words) {
      assertTrue(failure.getMessage().contains(word), failure.getMessage());
    }
  }

  private static int umask() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Umask:"))
        .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
        .findFirst()
        .orElseThrow();
  }

  private static int permissions(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode") & 0777;
  }

  @Rule("FILE-1")
  @ParameterizedTest
  @EnumSource
  void f01_writtenThenReadAgainIsIdenticalWithTheUmaskTakenOff(Engine engine) throws Exception {
    Path path = dir.resolve("new");
    try (QioChannel file = engine.open(path, "mode=w", "permissions=0777")) {
      file.writevAll(Bytes.bulk());
    }
    assertEquals(0777 & ~umask(), permissions(path));
    ByteBuffer[] back = Bytes.room();
    try (QioChannel file = engine.open(path)) {
      file.readvAll(back);
      assertEquals(QioChannel.EOF, file.read(ByteBuffer.allocate(1)));
    }
    assertTrue(Bytes.isBulk(back));
  }

  @Rule("FILE-1")
  @ParameterizedTest
  @EnumSource
  void f01_permissionsWithoutAnOptionAreThoseOfEveryProgram(Engine engine) throws Exception {
    Path path = dir.resolve("new");
    engine.open(path, "mode=w").close();
    assertEquals(0666 & ~umask(), permissions(path));
    Path narrow = dir.resolve("narrow");
    engine.open(narrow, "mode=append", "permissions=640").close();
    assertEquals(0640 & ~umask(), permissions(narrow));
  }

  @Rule("FILE-2")
  @ParameterizedTest
  @EnumSource
  void f02_theSameOpenedForReadingAndWriting(Engine engine) throws Exception {
    ByteBuffer[] back = Bytes.room();
    try (QioChannel file = engine.open(dir.resolve("new"), "mode=rw", "create=on")) {
      file.writevAll(Bytes.bulk());
      file.seek(0, qio.api.channel.SeekOrigin.SET);
      file.readvAll(back);
    }
    assertTrue(Bytes.isBulk(back));
  }

  @Rule("FILE-2")
  @ParameterizedTest
  @EnumSource
  void f03_aMissingFileIsNamedWithWhatToTry(Engine engine) {
    Path path = dir.resolve("missing");
    var reading = assertThrows(NoSuchFileException.class, () -> engine.open(path));
    assertTells(reading, path, "there is no such file");
    assertFalse(reading.getMessage().contains("create=on"), "reading a new file is no use");
    assertTells(
        assertThrows(NoSuchFileException.class, () -> engine.open(path, "mode=rw")),
        path,
        "add create=on");
    assertThrows(NoSuchFileException.class, () -> engine.open(path, "mode=w", "create=off"));
    assertFalse(Files.exists(path), "nothing was made");
  }

  @ParameterizedTest
  @EnumSource
  void f03_aMissingDirectoryIsNamed(Engine engine) {
    Path path = dir.resolve("gone/file");
    assertTells(
        assertThrows(NoSuchFileException.class, () -> engine.open(path, "mode=w")),
        path,
        "there is no directory " + dir.resolve("gone"));
  }

  @ParameterizedTest
  @EnumSource
  void aRelativePathBeginsInTheWorkingDirectory(Engine engine) throws Exception {
    Path working = Path.of("").toAbsolutePath();
    Path path = Files.createTempFile(working, "relative", ".tmp");
    try {
      Files.writeString(path, "here");
      try (QioChannel file = engine.open(path.getFileName().toString())) {
        assertEquals("here", Bytes.rest(file));
      }
    } finally {
      Files.delete(path);
    }
    var missing = assertThrows(NoSuchFileException.class, () -> engine.open("no-such-file.tmp"));
    assertTrue(missing.getMessage().contains(working.toString()), missing.getMessage());
  }

  @Rule({"FILE-2", "FILE-10"})
  @ParameterizedTest
  @EnumSource
  void modeWDropsAndModeRwKeepsWhatTheFileHeld(Engine engine) throws Exception {
    Path path = existing("0123456789");
    try (QioChannel file = engine.open(path, "mode=rw")) {
      file.writeAll(Bytes.of("ab"));
    }
    assertEquals("ab23456789", Files.readString(path));
    try (QioChannel file = engine.open(path, "mode=w", "truncate=off")) {
      file.writeAll(Bytes.of("xyz"));
    }
    assertEquals("xyz3456789", Files.readString(path));
    try (QioChannel file = engine.open(path, "mode=w")) {
      file.writeAll(Bytes.of("new"));
    }
    assertEquals("new", Files.readString(path));
    engine.open(path, "mode=rw", "truncate=on").close();
    assertEquals(0, Files.size(path));
  }

  @Rule("FILE-4")
  @ParameterizedTest
  @EnumSource
  void modeAppendWritesAtTheEndWhateverOthersDo(Engine engine) throws Exception {
    Path path = existing("old ");
    try (QioChannel file = engine.open(path, "mode=append")) {
      file.writeAll(Bytes.of("one "));
      Files.writeString(path, "other ", java.nio.file.StandardOpenOption.APPEND);
      file.seek(0, qio.api.channel.SeekOrigin.SET);
      file.writeAll(Bytes.of("two"));
      assertEquals(
          Files.size(path),
          file.seek(0, qio.api.channel.SeekOrigin.CURRENT),
          "a write leaves the position behind its last byte");
    }
    assertEquals("old one other two", Files.readString(path));
    engine.open(path, "mode=append", "truncate=on").close();
    assertEquals(0, Files.size(path));
  }

  @Rule("FILE-2")
  @ParameterizedTest
  @EnumSource
  void exclusiveMakesAFileAndRefusesOneThatIsThere(Engine engine) throws Exception {
    Path path = dir.resolve("mine");
    engine.open(path, "mode=w", "exclusive=on").close();
    Files.writeString(path, "precious");
    assertTells(
        assertThrows(
            FileAlreadyExistsException.class, () -> engine.open(path, "mode=w", "exclusive=on")),
        path,
        "exists already");
    assertEquals("precious", Files.readString(path));
  }

  @Rule("FILE-5")
  @ParameterizedTest
  @EnumSource
  void aReadOnlyFileIsNotWrittenAndAWriteOnlyOneNotRead(Engine engine) throws Exception {
    Path path = existing("content");
    try (QioChannel file = engine.open(path)) {
      for (var write :
          new org.junit.jupiter.api.function.Executable[] {
            () -> file.write(Bytes.of("x")),
            () -> file.writevAll(Bytes.of("x"), Bytes.of("y")),
            () -> file.pwrite(Bytes.of("x"), 0)
          }) {
        assertTells(
            assertThrows(AccessDeniedException.class, write),
            path,
            "it cannot be written",
            "mode=r;",
            "mode=rw");
      }
      assertEquals("content", Bytes.rest(file), "the channel is as usable as before");
    }
    try (QioChannel file = engine.open(path, "mode=append")) {
      assertTells(
          assertThrows(AccessDeniedException.class, () -> file.read(ByteBuffer.allocate(1))),
          path,
          "it cannot be read",
          "mode=append;");
      assertThrows(AccessDeniedException.class, () -> file.pread(ByteBuffer.allocate(1), 0));
      assertTells(
          assertThrows(AccessDeniedException.class, () -> file.pwrite(Bytes.of("x"), 0)),
          path,
          "at a position");
    }
    assertEquals("content", Files.readString(path));
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryIsNoFile(Engine engine) {
    for (String mode : new String[] {"mode=r", "mode=w", "mode=rw"}) {
      assertTells(
          assertThrows(FileSystemException.class, () -> engine.open(dir, mode)), dir, "directory");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatThisProcessMayNotWriteIsRefused(Engine engine) {
    // Not even root may write this one.
    Path path = Path.of("/proc/sys/kernel/ostype");
    assumeTrue(Files.isReadable(path), "needs /proc/sys");
    assertTells(
        assertThrows(AccessDeniedException.class, () -> engine.open(path, "mode=rw")),
        path,
        "may not read and write");
  }

  @ParameterizedTest
  @EnumSource
  void aFileNobodyMayReadIsRefusedToOrdinaryUsers(Engine engine) throws Exception {
    assumeTrue(!System.getProperty("user.name").equals("root"), "root may read everything");
    Path path = existing("secret");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    assertTells(
        assertThrows(AccessDeniedException.class, () -> engine.open(path)), path, "may not read");
  }

  @ParameterizedTest
  @EnumSource
  void filesOfOtherMachinesAreRefused(Engine engine) {
    var refused =
        assertThrows(InvalidAddressException.class, () -> engine.open("//server/share/file"));
    assertTrue(refused.getMessage().contains("'server'"), refused.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void nobodyListensOnAFile(Engine engine) throws Exception {
    Path path = existing("");
    var refused =
        assertThrows(
            IOException.class,
            () ->
                engine
                    .provider()
                    .listen(
                        new qio.api.spi.Endpoint("file", path.toString()),
                        qio.api.spi.OptionValues.none()));
    assertTells(refused, path, "listen");
  }
}
