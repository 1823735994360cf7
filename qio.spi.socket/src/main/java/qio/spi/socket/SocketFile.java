package qio.spi.socket;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that was seen at a path at some moment: enough to tell later whether it is still that
 * file. The modification time is part of it because file systems give the number of a removed file
 * to the next one; nobody writes to a socket's file, so its time is that of its making.
 *
 * <p>Between a look and a removal another process can still exchange the file: no operating system
 * has a call that does both. What such a race can remove is a file of the same name, never one
 * elsewhere.
 */
final class SocketFile {

  private static final int TYPE_MASK = 0xf000;
  private static final int TYPE_SOCKET = 0xc000;

  private final Path path;
  private final @Nullable Object key;
  private final FileTime modified;

  private SocketFile(Path path, BasicFileAttributes attributes) {
    this.path = path;
    this.key = attributes.fileKey();
    this.modified = attributes.lastModifiedTime();
  }

  /**
   * Looks at what is at a path; a symbolic link itself if it is one.
   *
   * @throws NoSuchFileException if there is nothing
   */
  static SocketFile at(Path path) throws IOException {
    return new SocketFile(
        path, Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  /** Whether the file is a socket, as far as the platform tells. */
  static boolean isSocket(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & TYPE_MASK) == TYPE_SOCKET;
    }
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
  }

  /** How long ago it was made; negative if this machine's clock has been set back. */
  Duration age() {
    return Duration.between(modified.toInstant(), Instant.now());
  }

  /** Removes the path if it still names this file. */
  void remove() throws IOException {
    try {
      if (isAt(path)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      // Somebody has removed it already; that is what was wanted.
    }
  }

  private boolean isAt(Path where) throws IOException {
    SocketFile now = at(where);
    return Objects.equals(now.key, key) && now.modified.equals(modified);
  }

  /**
   * Takes the file away from its path if it is still there, so that of several who do this one
   * succeeds and nobody's else file is lost: what turns out to be another one is put back.
   *
   * @throws NoSuchFileException if there is nothing at the path any more
   * @throws IOException if this user may not
   */
  void takeAway() throws IOException {
    Path aside = path.resolveSibling(".q" + UUID.randomUUID());
    Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    try {
      if (!isAt(aside)) {
        Files.createLink(path, aside);
      }
    } catch (FileAlreadyExistsException newer) {
      // Two others have come meanwhile, and the path is the later one's.
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
