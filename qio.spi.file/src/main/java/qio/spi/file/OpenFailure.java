package qio.spi.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Says why a file could not be opened and what would help. The type is that of the JDK's exception
 * for the case; the address stands where that has the path, which the address contains.
 */
final class OpenFailure {

  private static final Path CONTROLLING_TERMINAL = Path.of("/dev/tty");

  private OpenFailure() {}

  /** The failure of an engine, told in terms of the address. The engine's own is its cause. */
  static IOException explain(OpenRequest request, IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> because(e, missing(request));
      case FileAlreadyExistsException e ->
          because(
              e,
              new FileAlreadyExistsException(
                  request.address(),
                  null,
                  "the file exists already; exclusive=on wants a new one"));
      case AccessDeniedException e ->
          because(e, new AccessDeniedException(request.address(), null, denied(request, e)));
      default -> FileTrouble.explain(request.address(), "cannot be opened", failure);
    };
  }

  /** A directory has names, not bytes. */
  static IOException directory(String address) {
    return new FileSystemException(
        address, null, "it is a directory, which cannot be read or written as bytes");
  }

  /** Only what lies on a disk can be waited for to get there. */
  static void requireDisk(OpenRequest request, boolean onDisk) throws IOException {
    if (!onDisk) {
      throw new FileSystemException(
          request.address(),
          null,
          "sync is for files and block devices, and this is neither; leave sync out");
    }
  }

  /** A UNIX socket has a path, but is reached in another way. */
  static IOException socket(OpenRequest request, IOException failure) {
    return because(
        failure,
        new FileSystemException(
            request.address(),
            null,
            "it is a UNIX socket, which is not opened but connected to: unix:"
                + request.path().toAbsolutePath()));
  }

  /** A device node without a device, of which one is special. */
  static IOException device(OpenRequest request, IOException failure) {
    if (!request.path().equals(CONTROLLING_TERMINAL)) {
      return explain(request, failure);
    }
    return because(
        failure,
        new FileSystemException(
            request.address(),
            null,
            "this process has no controlling terminal"
                + FileTrouble.reason(failure)
                + "; start it from one, or use stdio:"));
  }

  /** The portable engine has regular files only. */
  static IOException needsNativeAccess(OpenRequest request) {
    return new FileSystemException(
        request.address(),
        null,
        "it is no regular file, and FIFOs, terminals and devices need native access: "
            + NioEngine.REMEDY);
  }

  private static NoSuchFileException missing(OpenRequest request) {
    Path parent = request.path().toAbsolutePath().getParent();
    String why;
    if (parent != null && !Files.exists(parent)) {
      why = "there is no directory " + parent + "; make it, or check the path";
    } else if (request.create()) {
      why = "a link on the way leads nowhere, or the directory was removed; check the path";
    } else if (request.mode().writes()) {
      why = "there is no such file" + located(request) + "; check the path, or add create=on";
    } else {
      why = "there is no such file" + located(request) + "; check the path";
    }
    return new NoSuchFileException(request.address(), null, why);
  }

  /** Where a relative path was looked for. */
  private static String located(OpenRequest request) {
    return request.path().isAbsolute()
        ? ""
        : " in " + Path.of("").toAbsolutePath() + ", where relative paths begin";
  }

  private static String denied(OpenRequest request, AccessDeniedException e) {
    String what =
        request.mode().writes() ? (request.mode().reads() ? "read and write" : "write") : "read";
    String advice = FileTrouble.advice(e); // of a read-only file system, where nobody may write
    return "this process may not "
        + what
        + (advice.isEmpty()
            ? " it, or not pass the directories above it; check owner and permissions"
            : " it")
        + FileTrouble.reason(e)
        + advice;
  }

  private static <E extends IOException> E because(@Nullable IOException cause, E failure) {
    failure.initCause(cause);
    return failure;
  }
}
