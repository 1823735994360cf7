package qio.spi.file;

import java.io.IOException;
import java.util.Optional;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.posix.Errno;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixFiles;
import qio.posix.SeekFrom;

/** Moves the position that the kernel keeps for a descriptor. */
final class DescriptorPosition {

  private final PosixDescriptor descriptor;
  private final String address;

  DescriptorPosition(PosixDescriptor descriptor, String address) {
    this.descriptor = descriptor;
    this.address = address;
  }

  /** Answers the new position, or the end of the stream if what is looked for is not found. */
  long seek(long offset, SeekOrigin origin) throws IOException {
    try {
      return PosixFiles.seek(descriptor, offset, from(origin));
    } catch (IOException e) {
      Optional<Errno> errno = PosixException.in(e).flatMap(PosixException::errno);
      if (errno.isEmpty()) {
        throw e;
      }
      return switch (errno.get()) {
        case ENXIO -> nowhere(origin, e);
        case EINVAL, EOVERFLOW -> withoutHoles(offset, origin, e);
        default -> throw e;
      };
    }
  }

  private static SeekFrom from(SeekOrigin origin) {
    return switch (origin) {
      case SET -> SeekFrom.START;
      case CURRENT -> SeekFrom.CURRENT;
      case END -> SeekFrom.END;
      case DATA -> SeekFrom.DATA;
      case HOLE -> SeekFrom.HOLE;
    };
  }

  private static long nowhere(SeekOrigin origin, IOException refused) throws IOException {
    if (!origin.searches()) {
      throw refused;
    }
    return QioChannel.EOF;
  }

  /** A block device refuses to look for holes, since it has none: it is data up to its end. */
  private long withoutHoles(long offset, SeekOrigin origin, IOException refused)
      throws IOException {
    if (!origin.searches()) {
      throw Positions.outside(address, offset, origin, refused);
    }
    long before = PosixFiles.seek(descriptor, 0, SeekFrom.CURRENT);
    long end = PosixFiles.seek(descriptor, 0, SeekFrom.END);
    if (offset < end) {
      return PosixFiles.seek(descriptor, origin == SeekOrigin.DATA ? offset : end, SeekFrom.START);
    }
    PosixFiles.seek(descriptor, before, SeekFrom.START);
    return QioChannel.EOF;
  }
}
