package qio.spi.socket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {

  @TempDir Path folder;

  @Test
  void theFileThatWasSeenIsRemovedEvenIfItsModeHasChanged() throws Exception {
    Path path = Files.createFile(folder.resolve("f"));
    SocketFile seen = SocketFile.at(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    seen.remove();
    assertFalse(Files.exists(path));
    seen.remove();
  }

  @Test
  void anotherFileWithTheNumberOfTheFirstIsNot() throws Exception {
    Path path = Files.createFile(folder.resolve("f"));
    SocketFile seen = SocketFile.at(path);
    Object number = Files.getAttribute(path, "unix:ino");
    // The number of a removed file is often given to the next one; a changed time stands for that
    // here.
    Files.setLastModifiedTime(path, FileTime.fromMillis(1));
    assertTrue(number.equals(Files.getAttribute(path, "unix:ino")));
    seen.remove();
    assertTrue(Files.exists(path));
  }

  @Test
  void aFileUnderItsNameIsNot() throws Exception {
    Path path = Files.createFile(folder.resolve("f"));
    SocketFile seen = SocketFile.at(path);
    Path other = Files.createFile(folder.resolve("g"));
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
    Files.move(other, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    seen.remove();
    assertTrue(Files.exists(path));
  }

  @Test
  void onlySocketsAreSockets() throws Exception {
    Path path = folder.resolve("s");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));
      assertTrue(SocketFile.isSocket(path));
    }
    assertFalse(SocketFile.isSocket(folder));
    assertFalse(SocketFile.isSocket(Files.createFile(folder.resolve("f"))));
    Path link = Files.createSymbolicLink(folder.resolve("l"), path);
    assertFalse(SocketFile.isSocket(link), "a link to a socket is a link");
    assertThrows(NoSuchFileException.class, () -> SocketFile.at(folder.resolve("none")));
  }
}
