package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.posix.layout.Architecture;

class PosixFilesTest {

  private static final Set<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
  private static final Set<OpenFlag> CREATE =
      EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);

  private int before;
  @TempDir private Path folder;

  @BeforeEach
  void countDescriptors() {
    before = OpenDescriptors.count();
  }

  @AfterEach
  void nothingLeaks() {
    OpenDescriptors.assertNoneLeaked(before);
  }

  @Test
  void openFlagsAreThoseOfEachMachine() {
    assertEquals(0x80100, OpenFlag.bits(READ));
    assertEquals(0x80101 | 0x40, OpenFlag.bits(EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE)));
    assertEquals(0x80102, OpenFlag.bits(EnumSet.of(OpenFlag.READ, OpenFlag.WRITE)));
    assertEquals(0x10000, OpenFlag.DIRECTORY.bit(Architecture.X86_64));
    assertEquals(0x20000, OpenFlag.NO_FOLLOW.bit(Architecture.X86_64));
    assertEquals(0x4000, OpenFlag.DIRECTORY.bit(Architecture.AARCH64));
    assertEquals(0x8000, OpenFlag.NO_FOLLOW.bit(Architecture.AARCH64));
    assertThrows(IllegalArgumentException.class, () -> OpenFlag.bits(EnumSet.of(OpenFlag.CREATE)));
  }

  @Test
  void eachOpenFlagDoesWhatItSays() throws IOException {
    Path path = folder.resolve("file");
    assertThrows(NoSuchFileException.class, () -> PosixFiles.open(path, READ, 0));
    PosixFiles.open(path, CREATE, 0640).close();
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    Files.writeString(path, "content");
    PosixFiles.open(path, CREATE, 0).close();
    assertEquals("content", Files.readString(path));
    Set<OpenFlag> exclusive = EnumSet.copyOf(CREATE);
    exclusive.add(OpenFlag.EXCLUSIVE);
    assertThrows(FileAlreadyExistsException.class, () -> PosixFiles.open(path, exclusive, 0));
    PosixFiles.open(path, EnumSet.of(OpenFlag.WRITE, OpenFlag.TRUNCATE), 0).close();
    assertEquals(0, Files.size(path));
    Path link = Files.createSymbolicLink(folder.resolve("link"), path);
    PosixFiles.open(link, READ, 0).close();
    FileSystemException loop =
        assertThrows(
            FileSystemException.class,
            () -> PosixFiles.open(link, EnumSet.of(OpenFlag.READ, OpenFlag.NO_FOLLOW), 0));
    assertEquals(Errno.ELOOP.number(), PosixException.in(loop).orElseThrow().number());
    FileSystemException noFolder =
        assertThrows(
            FileSystemException.class,
            () -> PosixFiles.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY), 0));
    assertEquals(Errno.ENOTDIR.number(), PosixException.in(noFolder).orElseThrow().number());
  }

  @Test
  void seekingCountsFromWhereItIsTold() throws IOException {
    try (PosixDescriptor file = PosixFiles.memoryFile("seek")) {
      PosixFiles.truncate(file, 1 << 20);
      assertEquals(10, PosixFiles.seek(file, 10, SeekFrom.START));
      assertEquals(7, PosixFiles.seek(file, -3, SeekFrom.CURRENT));
      assertEquals((1 << 20) - 1, PosixFiles.seek(file, -1, SeekFrom.END));
      ByteBuffer[] one = {ByteBuffer.wrap(new byte[] {1})};
      new PlainTransfer(file).writeAt(one, 0, 1, 500_000);
      long data = PosixFiles.seek(file, 0, SeekFrom.DATA);
      assertTrue(data > 400_000 && data <= 500_000, () -> "data at " + data);
      assertEquals(0, PosixFiles.seek(file, 0, SeekFrom.HOLE));
      PosixException negative =
          assertThrows(PosixException.class, () -> PosixFiles.seek(file, -1, SeekFrom.START));
      assertEquals(Errno.EINVAL, negative.errno().orElseThrow());
      assertTrue(negative.getMessage().contains("START -1"), negative::getMessage);
    }
  }

  @Test
  void statusTellsKindSizeAndIdentity() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[12345]);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx-w---x"));
    FileStatus status = PosixFiles.status(path);
    assertEquals(DescriptorKind.REGULAR_FILE, status.kind());
    assertEquals(0721, status.permissions());
    assertEquals(12345, status.size());
    assertEquals(Files.getAttribute(path, "unix:ino"), status.inode());
    try (PosixDescriptor file = PosixFiles.open(path, READ, 0)) {
      assertEquals(status, PosixFiles.status(file));
    }
    Path same = Files.createLink(folder.resolve("hard link"), path);
    assertTrue(status.isSameFile(PosixFiles.status(same)));
    Path link = Files.createSymbolicLink(folder.resolve("link"), path);
    assertEquals(DescriptorKind.SYMBOLIC_LINK, PosixFiles.status(link).kind());
    assertFalse(status.isSameFile(PosixFiles.status(link)));
    assertThrows(NoSuchFileException.class, () -> PosixFiles.status(folder.resolve("none")));
  }

  @Test
  void unlinkRemovesOnlyTheFileThatIsMeant() throws IOException {
    Path path = Files.writeString(folder.resolve("socket"), "mine");
    FileStatus mine = PosixFiles.status(path);
    Files.move(path, folder.resolve("moved"));
    assertFalse(PosixFiles.unlinkIfSame(path, mine), "the name is gone");
    Files.writeString(path, "somebody else's");
    assertFalse(PosixFiles.unlinkIfSame(path, mine), "the name is another's");
    assertTrue(Files.exists(path));
    assertTrue(PosixFiles.unlinkIfSame(folder.resolve("moved"), mine));
    assertFalse(Files.exists(folder.resolve("moved")));
    PosixFiles.unlink(path);
    assertThrows(NoSuchFileException.class, () -> PosixFiles.unlink(path));
  }

  @Test
  void renamingReplacesAndNamesBothPathsWhenItFails() throws IOException {
    Path from = Files.writeString(folder.resolve("from"), "new");
    Path to = Files.writeString(folder.resolve("to"), "old");
    PosixFiles.rename(from, to);
    assertEquals("new", Files.readString(to));
    NoSuchFileException failure =
        assertThrows(NoSuchFileException.class, () -> PosixFiles.rename(from, to));
    assertTrue(failure.getMessage().contains(from + " to " + to), failure::getMessage);
  }

  @Test
  void syncReachesTheDiskOrSaysWhyNot() throws IOException {
    try (PosixDescriptor file = PosixFiles.open(folder.resolve("synced"), CREATE, 0600)) {
      PosixFiles.sync(file, false);
      PosixFiles.sync(file, true);
    }
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    try (PosixDescriptor reader = pipe.reader();
        PosixDescriptor writer = pipe.writer()) {
      PosixException failure =
          assertThrows(PosixException.class, () -> PosixFiles.sync(reader, false));
      assertEquals(Errno.EINVAL, failure.errno().orElseThrow());
      assertFalse(PosixFiles.isTerminal(writer));
    }
  }

  @Test
  void truncatingAReadOnlyFileFails() throws IOException {
    Path path = Files.writeString(folder.resolve("file"), "text");
    try (PosixDescriptor file = PosixFiles.open(path, READ, 0)) {
      PosixException failure =
          assertThrows(PosixException.class, () -> PosixFiles.truncate(file, 1));
      assertEquals(Errno.EINVAL, failure.errno().orElseThrow());
      assertTrue(failure.getMessage().contains(path.toString()), failure::getMessage);
    }
  }

  @Test
  void aTerminalIsToldFromOtherDevices() throws IOException {
    try (PosixDescriptor terminal =
            PosixFiles.open(Path.of("/dev/ptmx"), EnumSet.of(OpenFlag.READ, OpenFlag.WRITE), 0);
        PosixDescriptor none = PosixFiles.open(Path.of("/dev/null"), READ, 0)) {
      assertTrue(PosixFiles.isTerminal(terminal));
      assertFalse(PosixFiles.isTerminal(none));
    }
  }

  @Test
  void namesOutsideTheEncodingAreRefusedNotMangled() {
    InvalidPathException nul =
        assertThrows(InvalidPathException.class, () -> PathBytes.encode("a\0b"));
    assertTrue(nul.getMessage().contains("NUL"));
    assertInstanceOf(
        InvalidPathException.class,
        assertThrows(IllegalArgumentException.class, () -> PathBytes.encode("\ud800")));
  }
}
