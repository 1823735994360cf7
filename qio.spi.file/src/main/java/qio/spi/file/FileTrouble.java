package qio.spi.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import qio.posix.Errno;
import qio.posix.PosixException;

/** Says what a failure of a file means, with what helps against it where the error number tells. */
final class FileTrouble {

  private FileTrouble() {}

  /** A failed write, in terms of the address. */
  static IOException ofWrite(String address, IOException failure) {
    return advice(failure).isEmpty()
        ? failure // it says what can be said
        : explain(address, "cannot be written", failure);
  }

  /** A failure in terms of the address. The engine's own is its cause. */
  static IOException explain(String address, String what, IOException failure) {
    var explained =
        new FileSystemException(address, null, what + reason(failure) + advice(failure));
    explained.initCause(failure);
    return explained;
  }

  /** What the engine says, in parentheses: the call and errno where the native one says it. */
  static String reason(IOException failure) {
    Optional<PosixException> posix = PosixException.in(failure);
    if (posix.isPresent()) {
      return " (" + posix.get().call() + ": " + Errno.describe(posix.get().number()) + ")";
    }
    String text = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    return text == null ? "" : " (" + text + ")";
  }

  /** What helps, to be put behind; empty if the number tells nothing. */
  static String advice(IOException failure) {
    return PosixException.in(failure)
        .flatMap(PosixException::errno)
        .map(FileTrouble::advice)
        .filter(text -> !text.isEmpty())
        .map(text -> "; " + text)
        .orElse("");
  }

  private static String advice(Errno errno) {
    return switch (errno) {
      case ENOSPC -> "the file system or device is full: make room, or write elsewhere";
      case EDQUOT -> "this user's share of the file system is used up: make room, or ask for more";
      case EFBIG ->
          "that is more than the file system or the limit of this process allows: see ulimit -f";
      case EROFS -> "the file system is mounted read-only: write elsewhere, or mount it again";
      case EISDIR -> "it is a directory, which cannot be written as bytes";
      case ENOTDIR -> "a part of the path is a file and no directory: check the path";
      case ELOOP -> "symbolic links on the way lead round in a circle: check them";
      case ENAMETOOLONG -> "a name has 255 bytes at most, and a path 4095: shorten it";
      case ETXTBSY -> "it is a program that runs: end it first, or use mode=replace";
      case EBUSY -> "something has it to itself, a mount for instance: release that first";
      case EIO -> "the device failed, and content may be lost: see the kernel's log";
      case ENODEV, ENXIO -> "there is no device behind it: check the path and the driver";
      case EMFILE -> "this process has as many descriptors as it may: close some, or see ulimit -n";
      case ENFILE -> "the system has no descriptor left: close some";
      case ENOLCK -> "this file system has no locks, or none left: leave lock out";
      case ESTALE -> "the server has lost the file: open it again";
      default -> "";
    };
  }
}
