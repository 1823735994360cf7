package qio.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import qio.api.aio.Readiness;
import qio.posix.libc.CallMemory;
import qio.posix.libc.FileSymbols;

/**
 * Moves bytes through one direction of a descriptor that is no socket: a file, a pipe, a terminal.
 * A channel has two: one for reading, one for writing. It owns the native memory that its system
 * calls need and gives it back when the descriptor is closed.
 *
 * <p>On regular files and block devices a call may wait for the disk, never for a peer. On
 * everything else no call waits, whatever {@code O_NONBLOCK} says, and the flag is not touched:
 * {@code RWF_NOWAIT} where the kernel knows it for this kind of descriptor, else {@code O_NONBLOCK}
 * if that is set, else the descriptor is polled first, and written at most 4096 bytes a call so
 * that a pipe cannot make it wait. (In that last case a terminal that was stopped can, and so can
 * another process that reads the same pipe just then.)
 *
 * <p>A file that was opened for appending gets what one call writes by one system call, whole, as
 * far as that is possible: up to 1 MiB in heap buffers and 2 GiB in all, in at most 1024 pieces.
 *
 * <p>Positions of buffers move by exactly the bytes transferred. A transfer may move fewer bytes
 * than there is room for. Heap and direct buffers may be mixed; the memory of a direct buffer that
 * stands on an {@code Arena} must stay alive during the call.
 *
 * <p>Used by one thread at a time, positional transfers included; the channel's lock for the
 * direction sees to that. Who wants several positional transfers at once makes several of these.
 */
public final class PlainTransfer {

  /** How a call is kept from waiting. */
  enum Patience {
    /** It may wait for the disk, or the descriptor is in non-blocking mode. */
    PLAIN,
    /** The kernel is told not to ({@code RWF_NOWAIT}). */
    ASK_KERNEL,
    /** The kernel does not know that here, so the descriptor is polled first. */
    POLL_FIRST
  }

  /** What a pipe that is writable always has room for ({@code PIPE_BUF}). */
  private static final int PIPE_BUF = 4096;

  /** For the offset of a call that uses the position of the descriptor. */
  private static final long CURRENT = -1;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final PosixDescriptor descriptor;
  private final CallMemory memory;
  private final BufferVector vector;
  private final ByteBuffer[] single = {EMPTY};

  /** Whether what is written by one call shall reach the file by one system call. */
  private final boolean wholeRecords;

  /** Used by the thread that transfers. */
  private Patience patience;

  /**
   * Prepares transfers through a descriptor.
   *
   * @param descriptor the descriptor
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if its kind cannot be found out
   * @throws NativeAccessException if there is no native access
   */
  public PlainTransfer(PosixDescriptor descriptor) throws IOException {
    this(descriptor, patienceFor(descriptor.kind()));
  }

  PlainTransfer(PosixDescriptor descriptor, Patience patience) throws IOException {
    this(
        descriptor,
        patience,
        patience == Patience.PLAIN && descriptor.openFlags().contains(OpenFlag.APPEND));
  }

  private PlainTransfer(PosixDescriptor descriptor, Patience patience, boolean wholeRecords) {
    NativeAccess.require();
    this.descriptor = descriptor;
    this.patience = patience;
    this.memory = CallMemory.take();
    this.vector = new BufferVector(memory);
    this.wholeRecords = wholeRecords;
    descriptor.counted().beforeRelease(memory::close);
  }

  private static Patience patienceFor(DescriptorKind kind) {
    return switch (kind) {
      case REGULAR_FILE, BLOCK_DEVICE, DIRECTORY, SYMBOLIC_LINK -> Patience.PLAIN;
      case PIPE, CHARACTER_DEVICE, SOCKET, OTHER -> Patience.ASK_KERNEL;
    };
  }

  /**
   * Reads into one buffer from the descriptor's position.
   *
   * @param dst where the bytes go
   * @return the number of bytes; 0 only if the buffer has no room; -1 at the end; -2 if nothing is
   *     there
   * @throws java.nio.channels.ClosedChannelException if the descriptor is closed
   * @throws IOException if reading fails
   */
  public int read(ByteBuffer dst) throws IOException {
    single[0] = dst;
    try {
      return (int) read(single, 0, 1, CURRENT);
    } finally {
      single[0] = EMPTY;
    }
  }

  /**
   * Reads into several buffers from the descriptor's position, filling one after the other.
   *
   * @param dsts the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @return the number of bytes; 0 only if no buffer has room; -1 at the end; -2 if nothing is
   *     there
   * @throws java.nio.channels.ClosedChannelException if the descriptor is closed
   * @throws IOException if reading fails
   */
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return read(dsts, offset, length, CURRENT);
  }

  /**
   * Reads into several buffers from a position of the file, leaving the descriptor's own where it
   * is.
   *
   * @param dsts the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @param position where in the file, in bytes
   * @return the number of bytes; 0 only if no buffer has room; -1 at or past the end
   * @throws java.nio.channels.ClosedChannelException if the descriptor is closed
   * @throws IOException if reading fails, or the descriptor has no positions ({@code ESPIPE})
   * @throws IllegalArgumentException if the position is negative
   */
  public long readAt(ByteBuffer[] dsts, int offset, int length, long position) throws IOException {
    return read(dsts, offset, length, checkPosition(position));
  }

  /**
   * Writes one buffer at the descriptor's position.
   *
   * @param src the bytes
   * @return the number of bytes written; 0 only if the buffer is empty; -2 if there is no room
   * @throws java.nio.channels.ClosedChannelException if the descriptor is closed
   * @throws IOException if writing fails
   */
  public int write(ByteBuffer src) throws IOException {
    single[0] = src;
    try {
      return (int) write(single, 0, 1, CURRENT);
    } finally {
      single[0] = EMPTY;
    }
  }

  /**
   * Writes several buffers at the descriptor's position, one after the other.
   *
   * @param srcs the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @return the number of bytes written; 0 only if all buffers are empty; -2 if there is no room
   * @throws java.nio.channels.ClosedChannelException if the descriptor is closed
   * @throws IOException if writing fails
   */
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return write(srcs, offset, length, CURRENT);
  }

  /**
   * Writes several buffers at a position of the file, leaving the descriptor's own where it is. A
   * file opened for appending takes them at its end all the same.
   *
   * @param srcs the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @param position where in the file, in bytes
   * @return the number of bytes written; 0 only if all buffers are empty
   * @throws java.nio.channels.ClosedChannelException if the descriptor is closed
   * @throws IOException if writing fails, or the descriptor has no positions ({@code ESPIPE})
   * @throws IllegalArgumentException if the position is negative
   */
  public long writeAt(ByteBuffer[] srcs, int offset, int length, long position) throws IOException {
    return write(srcs, offset, length, checkPosition(position));
  }

  private static long checkPosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("a position is not negative: " + position);
    }
    return position;
  }

  // ---- inside

  private long read(ByteBuffer[] dsts, int offset, int length, long position) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    if (BufferVector.firstWithRoom(dsts, offset, length) < 0) {
      return 0;
    }
    int fd = descriptor.use();
    try {
      vector.loadForRead(dsts, offset, length);
      int seen = DescriptorWaiter.beforeTry(descriptor, Readiness.READ);
      long n = readLoaded(fd, position);
      if (n > 0) {
        vector.unloadRead(dsts, offset, length, n);
        return n;
      }
      return n == 0 ? Answers.EOF : nothing("preadv2", n, seen, Readiness.READ);
    } finally {
      vector.release();
      descriptor.done();
    }
  }

  private long readLoaded(int fd, long position) throws IOException {
    for (; ; ) {
      if (patience == Patience.POLL_FIRST && !NativeWait.isReady(fd, Readiness.READ)) {
        return -Answers.EAGAIN;
      }
      int flags = patience == Patience.ASK_KERNEL ? FileSymbols.RWF_NOWAIT : 0;
      long n =
          FileSymbols.preadv2(
              memory.errno(), fd, vector.address(), vector.count(), position, flags);
      if (!isToBeTriedAgain(n)) {
        return n;
      }
    }
  }

  private long write(ByteBuffer[] srcs, int offset, int length, long position) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    if (BufferVector.firstWithRoom(srcs, offset, length) < 0) {
      return 0;
    }
    int fd = descriptor.use();
    try {
      if (wholeRecords) {
        vector.makeRoomForAll(srcs, offset, length);
      }
      int seen = DescriptorWaiter.beforeTry(descriptor, Readiness.WRITE);
      long n = loadAndWrite(fd, srcs, offset, length, position);
      if (n >= 0) {
        vector.unloadWrite(srcs, offset, length, n);
        return n;
      }
      return nothing("pwritev2", n, seen, Readiness.WRITE);
    } finally {
      vector.release();
      descriptor.done();
    }
  }

  private long loadAndWrite(int fd, ByteBuffer[] srcs, int offset, int length, long position)
      throws IOException {
    for (; ; ) {
      if (patience == Patience.POLL_FIRST && !NativeWait.isReady(fd, Readiness.WRITE)) {
        return -Answers.EAGAIN;
      }
      long most = patience == Patience.POLL_FIRST ? PIPE_BUF : Long.MAX_VALUE;
      vector.loadForWrite(srcs, offset, length, most);
      int flags = patience == Patience.ASK_KERNEL ? FileSymbols.RWF_NOWAIT : 0;
      long n =
          FileSymbols.pwritev2(
              memory.errno(), fd, vector.address(), vector.count(), position, flags);
      if (!isToBeTriedAgain(n)) {
        return n;
      }
    }
  }

  private boolean isToBeTriedAgain(long n) throws IOException {
    if (n == -Answers.EOPNOTSUPP && patience == Patience.ASK_KERNEL) {
      patience = descriptor.isNonBlocking() ? Patience.PLAIN : Patience.POLL_FIRST;
      return true;
    }
    return n == -Answers.EINTR;
  }

  private long nothing(String call, long n, int seen, int direction) throws IOException {
    if (n == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(descriptor, direction, seen);
      return Answers.WOULD_BLOCK;
    }
    throw new PosixException(call, (int) -n, descriptor.toString());
  }
}
