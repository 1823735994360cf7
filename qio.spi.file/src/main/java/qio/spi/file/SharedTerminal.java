package qio.spi.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixTerminals;

/**
 * A terminal whose open file description others may share, in blocking mode. The kernel has no
 * other way to write to a terminal without waiting than that flag, which is not ours to change; so
 * the terminal is opened anew, which gives a description with a flag of its own.
 */
final class SharedTerminal {

  private SharedTerminal() {}

  /**
   * Opens it anew.
   *
   * @return an owned descriptor of the same terminal; empty if it needs none, or may not be opened,
   *     as somebody else's terminal, and has to be used as it is
   */
  static Optional<PosixDescriptor> openAnew(PosixDescriptor shared) throws IOException {
    Set<OpenFlag> flags = shared.openFlags();
    if (flags.contains(OpenFlag.NON_BLOCKING) || !canBeOpenedAnew(shared)) {
      return Optional.empty();
    }
    flags.add(OpenFlag.NON_BLOCKING);
    Path same = Path.of("/proc/self/fd", Integer.toString(shared.number()));
    try {
      return Optional.of(PosixFiles.open(same, flags, 0));
    } catch (FileSystemException e) {
      return Optional.empty(); // to go on with a shared one is all that can be done
    }
  }

  /** Not the controlling side of a pseudo terminal: to open that makes another pair. */
  private static boolean canBeOpenedAnew(PosixDescriptor descriptor) throws IOException {
    return PosixFiles.isTerminal(descriptor) && PosixTerminals.otherSide(descriptor).isEmpty();
  }
}
