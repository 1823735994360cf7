package qio.spi.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file whose place a new one is to take. A symbolic link stays: what it names is replaced, even
 * if that does not exist yet.
 *
 * @param path absolute, and no symbolic link
 * @param rights what the new file takes over from the old one; null if there is no old one
 */
record ReplaceTarget(Path path, @Nullable Rights rights) {

  /** As many as the kernel follows. */
  private static final int MOST_LINKS = 40;

  private static final int PERMISSIONS = 0777;

  /**
   * Whose a file is, and who may do what.
   *
   * @param owner the user's number
   * @param group the group's number
   * @param permissions without the bits that make a program run as its owner
   */
  record Rights(int owner, int group, int permissions) {

    /** Empty where the file system has nothing of the kind. */
    static Optional<Rights> of(Path path) throws IOException {
      if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        return Optional.empty();
      }
      Map<String, Object> found =
          Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      int permissions = number(found, "mode") & PERMISSIONS;
      return Optional.of(new Rights(number(found, "uid"), number(found, "gid"), permissions));
    }

    private static int number(Map<String, Object> found, String name) {
      return (int) Objects.requireNonNull(found.get(name), name);
    }

    boolean isSameOwner(Rights other) {
      return owner == other.owner && group == other.group;
    }
  }

  /**
   * Looks at the target.
   *
   * @throws IOException if it cannot be replaced: a directory, a device, missing with {@code
   *     create=off}, or nothing that this process may write
   */
  static ReplaceTarget of(OpenRequest request) throws IOException {
    Path path = withoutLinks(request);
    if (Files.isDirectory(path)) {
      throw OpenFailure.directory(request.address());
    }
    if (!Files.exists(path)) {
      if (!request.create()) {
        throw OpenFailure.explain(request, new NoSuchFileException(path.toString()));
      }
      return new ReplaceTarget(path, null);
    }
    if (!Files.isRegularFile(path)) {
      throw new FileSystemException(
          request.address(), null, "only a regular file can be replaced; use mode=w");
    }
    if (!Files.isWritable(path)) {
      throw OpenFailure.explain(request, new AccessDeniedException(path.toString()));
    }
    return new ReplaceTarget(path, Rights.of(path).orElse(null));
  }

  private static Path withoutLinks(OpenRequest request) throws IOException {
    Path path = request.path().toAbsolutePath();
    for (int i = 0; Files.isSymbolicLink(path); i++) {
      if (i == MOST_LINKS) {
        throw new FileSystemException(
            request.address(), null, "cannot be opened: it is a circle of symbolic links");
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    return path;
  }

  Path folder() {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  /** A name beside the target that nobody has, as far as one can guess. */
  Path temporary() {
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return path.resolveSibling(".qio-" + random + ".tmp");
  }

  /** The permissions that the new file is made with; before the umask if there is no old one. */
  int firstPermissions(OpenRequest request) {
    return rights == null ? request.permissions() : 0600;
  }

  /** Why the new file cannot be made. */
  IOException cannotMake(OpenRequest request, IOException failure) {
    if (failure instanceof AccessDeniedException) {
      IOException denied =
          new AccessDeniedException(
              request.address(),
              null,
              "mode=replace makes a new file beside the old one, and this process may not write to "
                  + folder()
                  + FileTrouble.reason(failure)
                  + "; allow it, or use mode=w");
      denied.initCause(failure);
      return denied;
    }
    return OpenFailure.explain(request, failure);
  }

  /** Why the new file cannot be given the rights of the old one. */
  IOException cannotGive(OpenRequest request, IOException failure) {
    IOException denied =
        new AccessDeniedException(
            request.address(),
            null,
            "the file belongs to user and group "
                + (rights == null ? "" : rights.owner() + ":" + rights.group())
                + ", to whom this process cannot give the new one"
                + FileTrouble.reason(failure)
                + "; use mode=w, which keeps the file");
    denied.initCause(failure);
    return denied;
  }
}
