package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import qio.posix.layout.Cmsghdr;
import qio.posix.layout.Msghdr;
import qio.posix.layout.SockExtendedErr;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;

/**
 * Reads messages out of the error queue of a socket, one after the other, into the rest of a block
 * of memory that its owner uses for sending. Guarded by its owner.
 */
final class ErrorQueue {

  /** Behind the header and the pieces of a message. */
  private static final long CONTROL_OFFSET = 320;

  private static final long CONTROL_SIZE = 160;

  private final CallMemory memory;
  private final MemorySegment control;

  /** How much of the control buffer the message fills. */
  private long length;

  ErrorQueue(CallMemory memory) {
    this.memory = memory;
    this.control = memory.room().asSlice(CONTROL_OFFSET, CONTROL_SIZE);
  }

  /** Takes the next message out; false if there is none. */
  boolean next(int fd, PosixDescriptor socket) throws IOException {
    MemorySegment header = memory.header();
    int flags = SocketSymbols.MSG_ERRQUEUE | SocketSymbols.MSG_DONTWAIT;
    long n;
    do {
      Msghdr.set(header, 0, 0, control.address(), CONTROL_SIZE);
      n = SocketSymbols.recvmsg(memory.errno(), fd, header.address(), flags);
    } while (n == -Answers.EINTR);
    if (n == -Answers.EAGAIN) {
      return false;
    }
    if (n < 0) {
      throw PosixException.ofSocket("recvmsg", (int) -n, socket.toString());
    }
    length = Msghdr.controlLength(header);
    return true;
  }

  /** Whether the message is a notice of zero-copy writes that did not fail. */
  boolean isNotice() {
    return isExtendedError()
        && SockExtendedErr.errno(control, Cmsghdr.SIZE) == 0
        && SockExtendedErr.origin(control, Cmsghdr.SIZE) == SockExtendedErr.ORIGIN_ZEROCOPY;
  }

  private boolean isExtendedError() {
    return length >= Cmsghdr.SIZE + SockExtendedErr.SIZE
        && (Cmsghdr.is(control, 0, SocketSymbols.SOL_IP, SocketSymbols.IP_RECVERR)
            || Cmsghdr.is(control, 0, SocketSymbols.SOL_IPV6, SocketSymbols.IPV6_RECVERR));
  }

  int firstWrite() {
    return SockExtendedErr.info(control, Cmsghdr.SIZE);
  }

  int lastWrite() {
    return SockExtendedErr.data(control, Cmsghdr.SIZE);
  }

  boolean isCopied() {
    return (SockExtendedErr.code(control, Cmsghdr.SIZE) & SockExtendedErr.CODE_COPIED) != 0;
  }

  /** What is wrong with a message that is no such notice. */
  IOException failure(PosixDescriptor socket) {
    if (!isExtendedError()) {
      String what =
          length < Cmsghdr.SIZE
              ? "nothing"
              : "level " + control.get(JAVA_INT, 8) + ", type " + control.get(JAVA_INT, 12);
      return new IOException(
          "error queue of "
              + socket
              + ": a message that is no notice of a zero-copy write came ("
              + what
              + "); who else uses this socket?");
    }
    int errno = SockExtendedErr.errno(control, Cmsghdr.SIZE);
    return new IOException(
        "error queue of "
            + socket
            + ": a message that is no notice of a zero-copy write came (origin "
            + SockExtendedErr.origin(control, Cmsghdr.SIZE)
            + ", "
            + Errno.describe(errno)
            + "); whether the buffers were sent is told by a later flush()");
  }
}
