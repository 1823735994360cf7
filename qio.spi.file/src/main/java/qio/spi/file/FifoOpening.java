package qio.spi.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import qio.posix.Errno;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixFiles;

/**
 * Opens a FIFO for writing once somebody reads it. The kernel would wait for that in {@code open},
 * where no interrupt of Java's and no time limit reaches; so it is asked again and again, at
 * growing distances.
 */
final class FifoOpening {

  private final OpenRequest request;
  private final Set<OpenFlag> flags;

  FifoOpening(OpenRequest request, Set<OpenFlag> flags) {
    this.request = request;
    this.flags = EnumSet.copyOf(flags);
    // The FIFO exists: if it goes while it is waited for, no regular file shall take its place.
    this.flags.remove(OpenFlag.CREATE);
  }

  /**
   * Waits.
   *
   * @throws InterruptedIOException if the thread is interrupted
   * @throws FileSystemException if the time is up
   */
  PosixDescriptor await() throws IOException {
    Pauses pauses =
        new Pauses(
            request.address() + ": interrupted while waiting for a reader of this FIFO",
            request.patience());
    while (pauses.sleep()) {
      try {
        return PosixFiles.open(request.path(), flags, request.permissions());
      } catch (IOException e) {
        if (PosixException.in(e).filter(p -> p.number() == Errno.ENXIO.number()).isEmpty()) {
          throw OpenFailure.explain(request, e);
        }
      }
    }
    throw new FileSystemException(
        request.address(),
        null,
        "nobody opened this FIFO for reading within "
            + request.patience().map(Duration::toString).orElse("this time")
            + "; start the reader, or raise connect-timeout");
  }
}
