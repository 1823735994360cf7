package qio.spi.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import qio.api.aio.Pollable;
import qio.api.aio.Poller;
import qio.api.aio.Readiness;
import qio.posix.DescriptorKind;
import qio.posix.EpollPollerProvider;
import qio.posix.Errno;
import qio.posix.PlainTransfer;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixFiles;
import qio.posix.PosixTerminals;
import qio.posix.SeekFrom;
import qio.posix.SocketTransfer;

/**
 * What a channel needs to know of its descriptor's kind.
 *
 * @param kind what it refers to
 * @param seekable whether it has a position
 * @param pollable whether a loop can wait for it; what it cannot wait for is always ready
 */
record DescriptorNature(DescriptorKind kind, boolean seekable, boolean pollable) {

  /**
   * Looks at a descriptor.
   *
   * @throws IOException if it has no bytes to read or write, or cannot be looked at
   */
  static DescriptorNature of(PosixDescriptor descriptor, String address) throws IOException {
    DescriptorKind kind = descriptor.kind();
    return switch (kind) {
      case PIPE, SOCKET -> new DescriptorNature(kind, false, true);
      case REGULAR_FILE, BLOCK_DEVICE -> new DescriptorNature(kind, true, false);
      case CHARACTER_DEVICE ->
          new DescriptorNature(kind, hasPosition(descriptor), canBePolled(descriptor));
      case OTHER -> new DescriptorNature(kind, false, canBePolled(descriptor));
      case DIRECTORY -> throw OpenFailure.directory(address);
      case SYMBOLIC_LINK ->
          throw new FileSystemException(
              address,
              null,
              "the descriptor stands for a symbolic link itself, which has no bytes");
    };
  }

  private static boolean hasPosition(PosixDescriptor descriptor) throws IOException {
    try {
      PosixFiles.seek(descriptor, 0, SeekFrom.CURRENT);
      return true;
    } catch (IOException e) {
      if (isErrno(e, Errno.ESPIPE)) {
        return false;
      }
      throw e;
    }
  }

  /** The only way to know is to try: epoll refuses what has no readiness, with EPERM. */
  private static boolean canBePolled(PosixDescriptor descriptor) throws IOException {
    try (Poller poller = new EpollPollerProvider().open()) {
      poller.register(Pollable.ofDescriptor(descriptor.number()), Readiness.NONE, ready -> {});
      return true;
    } catch (IOException e) {
      if (isErrno(e, Errno.EPERM)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isErrno(IOException failure, Errno errno) {
    return PosixException.in(failure).filter(e -> e.number() == errno.number()).isPresent();
  }

  /** Standard streams may be sockets, whose transfers differ. */
  ByteMover reader(PosixDescriptor descriptor) throws IOException {
    if (kind == DescriptorKind.SOCKET) {
      return new SocketTransfer(descriptor)::receive;
    }
    ByteMover mover = new PlainTransfer(descriptor)::read;
    return controlsTerminal(descriptor) ? new TerminalReader(mover) : mover;
  }

  private boolean controlsTerminal(PosixDescriptor descriptor) throws IOException {
    return kind == DescriptorKind.CHARACTER_DEVICE
        && PosixTerminals.otherSide(descriptor).isPresent();
  }

  ByteMover writer(PosixDescriptor descriptor) throws IOException {
    if (kind == DescriptorKind.SOCKET) {
      return new SocketTransfer(descriptor)::send;
    }
    return new PlainTransfer(descriptor)::write;
  }
}
