package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.tck.Rule;

/** A new file in the place of an old one, as a whole or not at all. */
class FileReplaceTest {

  private static final String REPLACE = "mode=replace";

  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void makeFile() throws Exception {
    path = Files.writeString(dir.resolve("file"), "old");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Rule("FILE-14")
  @ParameterizedTest
  @EnumSource
  void nothingIsSeenOfTheNewFileUntilItIsClosedAndThenAllOfIt(Engine engine) throws Exception {
    Object inode = Files.getAttribute(path, "unix:ino");
    try (QioChannel file = engine.open(path, REPLACE)) {
      file.writeAll(Bytes.of("NEW content"));
      assertEquals(3, file.pwrite(Bytes.of("new"), 0));
      assertEquals("old", Files.readString(path));
      assertThrows(AccessDeniedException.class, () -> file.read(java.nio.ByteBuffer.allocate(1)));
    }
    assertEquals("new content", Files.readString(path));
    assertFalse(inode.equals(Files.getAttribute(path, "unix:ino")), "another file now");
    assertEquals(List.of("file"), names());
  }

  @Rule("FILE-14")
  @ParameterizedTest
  @EnumSource
  void everySyncModePutsTheFileInItsPlace(Engine engine) throws Exception {
    for (String sync : List.of("none", "data", "full")) {
      try (QioChannel file = engine.open(path, REPLACE, "sync=" + sync)) {
        file.writeAll(Bytes.of(sync));
      }
      assertEquals(sync, Files.readString(path));
    }
    assertEquals(List.of("file"), names());
  }

  @Rule("FILE-14")
  @ParameterizedTest
  @EnumSource
  void aFailedWriteLeavesTheOldFileAndCloseSaysSo(Engine engine) throws Exception {
    QioChannel file = engine.open(path, REPLACE);
    file.writeAll(Bytes.of("half"));
    IOException write =
        assertThrows(IOException.class, () -> file.pwrite(Bytes.of("xy"), Long.MAX_VALUE - 1));
    IOException close = assertThrows(IOException.class, file::close);
    assertTrue(close.getMessage().contains("the old file stays as it was"), close.getMessage());
    assertEquals(write, close.getCause());
    file.close();
    assertEquals("old", Files.readString(path));
    assertEquals(List.of("file"), names());
  }

  @Rule("FILE-15")
  @ParameterizedTest
  @EnumSource
  void committedAtShutdownACloseBeforeThatDropsTheNewFile(Engine engine) throws Exception {
    try (QioChannel file = engine.open(path, REPLACE, "commit=shutdown")) {
      assertTrue(file.hasFeature(ChannelFeature.SHUTDOWN));
      file.writeAll(Bytes.of("half"));
    }
    assertEquals("old", Files.readString(path));
    try (QioChannel file = engine.open(path, REPLACE, "commit=shutdown")) {
      file.writeAll(Bytes.of("all"));
      file.shutdown(ShutdownMode.READ);
      assertEquals("old", Files.readString(path));
      file.shutdown(ShutdownMode.WRITE);
      assertEquals("all", Files.readString(path), "at once");
      file.shutdown(ShutdownMode.BOTH);
      IOException late = assertThrows(IOException.class, () -> file.write(Bytes.of("more")));
      assertTrue(late.getMessage().contains("complete"), late.getMessage());
      assertThrows(IOException.class, () -> file.pwrite(Bytes.of("more"), 0));
    }
    assertEquals("all", Files.readString(path));
    assertEquals(List.of("file"), names());
  }

  @Rule("FILE-14")
  @ParameterizedTest
  @EnumSource
  void theNewFileHasTheRightsOfTheOldOne(Engine engine) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx-w--w-"));
    int owner = (int) Files.getAttribute(path, "unix:uid");
    if (owner == 0) { // only root can give files away
      Files.setAttribute(path, "unix:uid", 12345);
      Files.setAttribute(path, "unix:gid", 12346);
    }
    engine.open(path, REPLACE, "permissions=600").close();
    assertEquals("", Files.readString(path));
    assertEquals("rwx-w--w-", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals(owner == 0 ? 12345 : owner, Files.getAttribute(path, "unix:uid"));
    if (owner == 0) {
      assertEquals(12346, Files.getAttribute(path, "unix:gid"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMissingFileIsMadeAtCloseWithThePermissionsAskedFor(Engine engine) throws Exception {
    Path missing = dir.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> engine.open(missing, REPLACE, "create=off"));
    try (QioChannel file = engine.open(missing, REPLACE, "permissions=640")) {
      assertFalse(Files.exists(missing));
      file.writeAll(Bytes.of("made"));
    }
    assertEquals("made", Files.readString(missing));
    assertEquals(
        "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(missing)));
  }

  @Rule("FILE-14")
  @ParameterizedTest
  @EnumSource
  void aSymbolicLinkStaysAndWhatItNamesIsReplaced(Engine engine) throws Exception {
    Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("elsewhere", "target"));
    for (String content : List.of("made", "replaced")) {
      try (QioChannel file = engine.open(link, REPLACE)) {
        file.writeAll(Bytes.of(content));
      }
      assertTrue(Files.isSymbolicLink(link));
      assertEquals(content, Files.readString(elsewhere.resolve("target")));
    }
    Path one = dir.resolve("one");
    Files.createSymbolicLink(dir.resolve("two"), one);
    Files.createSymbolicLink(one, Path.of("two"));
    var circle = assertThrows(FileSystemException.class, () -> engine.open(one, REPLACE));
    assertTrue(circle.getMessage().contains("circle"), circle.getMessage());
    assertEquals(List.of("elsewhere", "file", "link", "one", "two"), names());
  }

  @Rule("FILE-14")
  @ParameterizedTest
  @EnumSource
  void whatIsNoRegularFileIsNotReplaced(Engine engine) throws Exception {
    assertRefused(engine, dir, "directory");
    assertRefused(engine, Path.of("/dev/null"), "mode=w");
    Path fifo = dir.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertRefused(engine, fifo, "mode=w");
    assertRefused(engine, dir.resolve("none").resolve("file"), "no directory");
    assertEquals(List.of("fifo", "file"), names());
  }

  private static void assertRefused(Engine engine, Path path, String because) {
    var refused = assertThrows(FileSystemException.class, () -> engine.open(path, REPLACE));
    String message = refused.getMessage();
    assertTrue(message.startsWith("file:" + path) && message.contains(because), message);
  }

  @ParameterizedTest
  @EnumSource
  void aTargetThatBecameADirectoryMeanwhileIsLeftAlone(Engine engine) throws Exception {
    QioChannel file = engine.open(path, REPLACE);
    Files.delete(path);
    Files.createDirectory(path);
    Files.createFile(path.resolve("inside"));
    var failure = assertThrows(FileSystemException.class, file::close);
    assertTrue(failure.getMessage().contains("stays as it was"), failure.getMessage());
    assertEquals(List.of("file"), names());
    assertTrue(Files.exists(path.resolve("inside")));
  }

  @Rule("FILE-14")
  @ParameterizedTest
  @EnumSource
  void aProcessThatEndsWithoutClosingLeavesTheOldFile(Engine engine) throws Exception {
    try (ChildJvm child = ChildJvm.start(engine, "leave", path.toString(), REPLACE)) {
      assertEquals("open", child.says());
      assertEquals(2, names().size(), "the new file is beside the old one");
      child.goOn();
      assertEquals(0, child.exit());
      assertEquals(List.of("file"), names(), "an orderly end removes it");
    }
    try (ChildJvm child = ChildJvm.start(engine, "leave-at-once", path.toString(), REPLACE)) {
      assertEquals("open", child.says());
      child.goOn();
      assertEquals(9, child.exit());
    }
    assertEquals("old", Files.readString(path));
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatThisProcessMayNotWriteIsNotReplacedEither(Engine engine) throws Exception {
    assumeTrue((int) Files.getAttribute(path, "unix:uid") != 0, "root may write everything");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
    assertThrows(AccessDeniedException.class, () -> engine.open(path, REPLACE));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      var denied = assertThrows(AccessDeniedException.class, () -> engine.open(path, REPLACE));
      assertTrue(denied.getMessage().contains(dir.toString()), denied.getMessage());
    } finally {
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
