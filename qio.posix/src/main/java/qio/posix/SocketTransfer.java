package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.posix.layout.Msghdr;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;
import qio.posix.libc.Staging;

/**
 * Moves bytes, and descriptors with them, through one direction of a socket. A channel has two: one
 * for reading, one for writing. It owns the native memory that its system calls need and gives it
 * back when the descriptor is closed.
 *
 * <p>No call ever waits ({@code MSG_DONTWAIT}), whatever {@code O_NONBLOCK} says, and none raises a
 * signal. Positions move by exactly the bytes transferred. A transfer may move fewer bytes than
 * there is room for. Heap and direct buffers may be mixed; the memory of a direct buffer that
 * stands on an {@code Arena} must stay alive during the call.
 *
 * <p>Used by one thread at a time; the channel's lock for the direction sees to that.
 */
public final class SocketTransfer {

  /** The most descriptors that the kernel takes with one message ({@code SCM_MAX_FD}). */
  public static final int MAX_DESCRIPTORS = 253;

  /**
   * The most bytes of a heap buffer that one call moves. While it runs no garbage collection can
   * begin, so it must be short: this is some tens of microseconds of copying.
   */
  static final int CRITICAL_BYTES = 256 * 1024;

  /** Up to so many bytes of a heap buffer that is used from ever new positions are copied. */
  static final int COPIED_BYTES = 4096;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private static final int RECEIVE = SocketSymbols.MSG_DONTWAIT | SocketSymbols.MSG_CMSG_CLOEXEC;
  private static final int SEND = SocketSymbols.MSG_DONTWAIT | SocketSymbols.MSG_NOSIGNAL;

  private final PosixDescriptor socket;
  private final CallMemory memory;
  private final BufferVector vector;
  private final SegmentCache direct = new SegmentCache();
  private final ArraySegmentCache heap = new ArraySegmentCache();

  /** For one buffer where an array of them is wanted. */
  private final ByteBuffer[] single = {NONE};

  /** How many bytes of control data are taken in; less than all in tests only. */
  private final int controlRoom;

  /** Used by the thread that sends: whether the socket is known to pass descriptors. */
  private boolean isUnix;

  /**
   * Prepares transfers through a socket.
   *
   * @param socket the socket
   * @throws NativeAccessException if there is no native access
   */
  public SocketTransfer(PosixDescriptor socket) {
    this(socket, Staging.CONTROL);
  }

  SocketTransfer(PosixDescriptor socket, int controlRoom) {
    NativeAccess.require();
    this.socket = socket;
    this.controlRoom = controlRoom;
    this.memory = CallMemory.take();
    this.vector = new BufferVector(memory);
    socket.counted().beforeRelease(memory::close);
  }

  /**
   * Receives into one buffer.
   *
   * @param dst where the bytes go
   * @return the number of bytes; 0 only if the buffer has no room; -1 at the end of the stream; -2
   *     if nothing is there
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the connection failed
   */
  public int receive(ByteBuffer dst) throws IOException {
    BufferVector.checkWritable(dst);
    int room = dst.remaining();
    if (room == 0) {
      return 0;
    }
    int fd = socket.use();
    try {
      return (int) receiveOne(fd, dst, room, RECEIVE);
    } finally {
      socket.done();
    }
  }

  /**
   * Receives into several buffers, filling one after the other.
   *
   * @param dsts the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @return the number of bytes; 0 only if no buffer has room; -1 at the end of the stream; -2 if
   *     nothing is there
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the connection failed
   */
  public long receive(ByteBuffer[] dsts, int offset, int length) throws IOException {
    return receive(dsts, offset, length, null, false);
  }

  /**
   * Receives into several buffers, with the descriptors that come along or without taking the bytes
   * out.
   *
   * <p>Descriptors are added to the list close-on-exec and owned by it. If the kernel had to drop
   * some of them, all of this message are closed and the receive fails; its bytes are lost. Without
   * a list, descriptors that arrive are dropped by the kernel and nothing leaks. A peek never
   * brings descriptors.
   *
   * @param dsts the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @param received takes the descriptors; null to take none
   * @param peek whether to leave the bytes in the socket
   * @return the number of bytes, 0 if no buffer has room (descriptors may have arrived all the
   *     same); -1 at the end of the stream; -2 if nothing is there
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the connection failed, or descriptors were lost
   */
  public long receive(
      ByteBuffer[] dsts, int offset, int length, @Nullable DescriptorList received, boolean peek)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    int first = BufferVector.firstWithRoom(dsts, offset, length);
    if (first < 0 && received == null) {
      return 0;
    }
    int flags = peek ? RECEIVE | SocketSymbols.MSG_PEEK : RECEIVE;
    int fd = socket.use();
    try {
      if (received != null && !peek) {
        return receiveMessage(fd, dsts, offset, length, received, flags);
      }
      if (first < 0) {
        return 0;
      }
      if (BufferVector.isOnly(dsts, first, offset + length)) {
        ByteBuffer only = dsts[first];
        BufferVector.checkWritable(only);
        return receiveOne(fd, only, only.remaining(), flags);
      }
      return receiveMessage(fd, dsts, offset, length, null, flags);
    } finally {
      socket.done();
    }
  }

  /**
   * Sends one buffer.
   *
   * @param src the bytes
   * @return the number of bytes accepted; 0 only if the buffer is empty; -2 if there is no room
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the connection failed
   */
  public int send(ByteBuffer src) throws IOException {
    int size = src.remaining();
    if (size == 0) {
      return 0;
    }
    int fd = socket.use();
    try {
      return (int) sendOne(fd, src, size);
    } finally {
      socket.done();
    }
  }

  /**
   * Sends several buffers, one after the other, in one call.
   *
   * @param srcs the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @return the number of bytes accepted; 0 only if all buffers are empty; -2 if there is no room
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the connection failed
   */
  public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    int first = BufferVector.firstWithRoom(srcs, offset, length);
    if (first < 0) {
      return 0;
    }
    int fd = socket.use();
    try {
      if (BufferVector.isOnly(srcs, first, offset + length)) {
        return sendOne(fd, srcs[first], srcs[first].remaining());
      }
      return sendMessage(fd, srcs, offset, length, 0);
    } finally {
      socket.done();
    }
  }

  /**
   * Sends several buffers with descriptors, which travel with the first byte and stay the caller's.
   *
   * @param srcs the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @param sent at most {@value #MAX_DESCRIPTORS} descriptors; may be empty
   * @return the number of bytes accepted; 0 only if there are neither bytes nor descriptors; -2 if
   *     there is no room, and then no descriptor went out
   * @throws java.nio.channels.ClosedChannelException if the socket or one of the descriptors is
   *     closed
   * @throws IOException if the connection failed, or the socket passes no descriptors
   * @throws IllegalArgumentException if there are descriptors but no byte, or too many descriptors
   */
  public long send(ByteBuffer[] srcs, int offset, int length, List<? extends Descriptor> sent)
      throws IOException {
    if (sent.isEmpty()) {
      return send(srcs, offset, length);
    }
    Objects.checkFromIndexSize(offset, length, srcs.length);
    if (sent.size() > MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "a message carries at most " + MAX_DESCRIPTORS + " descriptors, not " + sent.size());
    }
    if (BufferVector.firstWithRoom(srcs, offset, length) < 0) {
      throw new IllegalArgumentException("descriptors travel with a byte, and there is none");
    }
    requireUnix();
    int fd = socket.use();
    try (PassedDescriptors passed = new PassedDescriptors(sent)) {
      vector.useStaging();
      return sendMessage(fd, srcs, offset, length, passed.write(vector.control()));
    } finally {
      vector.release();
      socket.done();
    }
  }

  // ---- receiving

  private long receiveOne(int fd, ByteBuffer dst, int room, int flags) throws IOException {
    MemorySegment known = dst.isDirect() ? null : heap.find(dst);
    if (known == null && !dst.isDirect() && room <= COPIED_BYTES) {
      return receiveCopied(fd, dst, flags);
    }
    DescriptorWaiter waiter = DescriptorWaiter.beforeTry(socket, Readiness.READ);
    long n;
    do {
      n =
          dst.isDirect()
              ? receiveDirect(fd, dst, room, flags)
              : receiveHeap(fd, dst, Math.min(room, CRITICAL_BYTES), known, flags);
    } while (n == -Answers.EINTR);
    if (n > 0) {
      dst.position(dst.position() + (int) n);
      return n;
    }
    return n == 0 ? Answers.EOF : notReceived("recv", n, waiter);
  }

  private long receiveDirect(int fd, ByteBuffer dst, int room, int flags) {
    MemorySegment to = direct.of(dst).asSlice(dst.position(), room);
    return SocketSymbols.recv(memory.errno(), fd, to, room, flags);
  }

  private long receiveHeap(
      int fd, ByteBuffer dst, int length, @Nullable MemorySegment known, int flags) {
    MemorySegment to = known != null ? known : ArraySegmentCache.make(dst);
    return SocketSymbols.recvCritical(memory.errno(), fd, to, length, flags);
  }

  private long receiveCopied(int fd, ByteBuffer dst, int flags) throws IOException {
    single[0] = dst;
    try {
      return receiveMessage(fd, single, 0, 1, null, flags);
    } finally {
      single[0] = NONE;
    }
  }

  private long notReceived(String call, long n, @Nullable DescriptorWaiter waiter)
      throws IOException {
    if (n == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(waiter, Readiness.READ);
      return Answers.WOULD_BLOCK;
    }
    throw PosixException.ofSocket(call, (int) -n, socket.toString());
  }

  private long receiveMessage(
      int fd,
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      int flags)
      throws IOException {
    MemorySegment header = memory.header();
    try {
      long room = vector.loadForRead(dsts, offset, length);
      long control = 0;
      if (received != null) {
        vector.useStaging();
        control = vector.control().address();
      }
      int controlLength = received == null ? 0 : controlRoom;
      DescriptorWaiter waiter = DescriptorWaiter.beforeTry(socket, Readiness.READ);
      long n;
      do {
        Msghdr.set(header, vector.address(), vector.count(), control, controlLength);
        n = SocketSymbols.recvmsg(memory.errno(), fd, header.address(), flags);
      } while (n == -Answers.EINTR);
      if (n < 0) {
        return notReceived("recvmsg", n, waiter);
      }
      int arrived = received == null ? 0 : takeDescriptors(header, received);
      vector.unloadRead(dsts, offset, length, n);
      return n == 0 && room > 0 && arrived == 0 ? Answers.EOF : n;
    } finally {
      vector.release();
    }
  }

  /** Adds what has come along to the list; all or, if some were lost, nothing. */
  private int takeDescriptors(MemorySegment header, DescriptorList received) throws IOException {
    int[] numbers = PassedDescriptors.read(vector.control(), Msghdr.controlLength(header));
    if ((Msghdr.flags(header) & SocketSymbols.MSG_CTRUNC) != 0) {
      PassedDescriptors.closeAll(numbers);
      throw new SocketException(
          "recvmsg "
              + socket
              + ": descriptors that came with the data were lost (MSG_CTRUNC), most likely because"
              + " this process may not open any more; the other "
              + numbers.length
              + " were closed. Raise the limit of open files, or send fewer at once");
    }
    for (int number : numbers) {
      received.add(PosixDescriptor.own(number));
    }
    return numbers.length;
  }

  /** Other families ignore the control data, and the descriptors would be lost in silence. */
  private void requireUnix() throws IOException {
    if (!isUnix && socket.socketDomain() != SocketDomain.UNIX) {
      throw new SocketException(
          "sendmsg " + socket + ": only UNIX sockets pass descriptors, this is none");
    }
    isUnix = true;
  }

  // ---- sending

  private long sendOne(int fd, ByteBuffer src, int size) throws IOException {
    MemorySegment known = src.hasArray() ? heap.find(src) : null;
    if (!src.isDirect() && known == null && (!src.hasArray() || size <= COPIED_BYTES)) {
      return sendCopied(fd, src);
    }
    DescriptorWaiter waiter = DescriptorWaiter.beforeTry(socket, Readiness.WRITE);
    long n;
    do {
      n =
          src.isDirect()
              ? sendDirect(fd, src, size)
              : sendHeap(fd, src, Math.min(size, CRITICAL_BYTES), known);
    } while (n == -Answers.EINTR);
    if (n >= 0) {
      src.position(src.position() + (int) n);
      return n;
    }
    return notSent("send", n, waiter);
  }

  private long sendDirect(int fd, ByteBuffer src, int size) {
    MemorySegment from = direct.of(src).asSlice(src.position(), size);
    return SocketSymbols.send(memory.errno(), fd, from, size, SEND);
  }

  private long sendHeap(int fd, ByteBuffer src, int length, @Nullable MemorySegment known) {
    MemorySegment from = known != null ? known : ArraySegmentCache.make(src);
    return SocketSymbols.sendCritical(memory.errno(), fd, from, length, SEND);
  }

  /** Few bytes, or a read-only buffer, whose array is out of reach. */
  private long sendCopied(int fd, ByteBuffer src) throws IOException {
    single[0] = src;
    try {
      return sendMessage(fd, single, 0, 1, 0);
    } finally {
      single[0] = NONE;
    }
  }

  private long notSent(String call, long n, @Nullable DescriptorWaiter waiter) throws IOException {
    if (n == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(waiter, Readiness.WRITE);
      return Answers.WOULD_BLOCK;
    }
    throw PosixException.ofSocket(call, (int) -n, socket.toString());
  }

  private long sendMessage(int fd, ByteBuffer[] srcs, int offset, int length, long controlLength)
      throws IOException {
    MemorySegment header = memory.header();
    try {
      vector.loadForWrite(srcs, offset, length, Long.MAX_VALUE);
      long control = controlLength == 0 ? 0 : vector.control().address();
      DescriptorWaiter waiter = DescriptorWaiter.beforeTry(socket, Readiness.WRITE);
      long n;
      do {
        Msghdr.set(header, vector.address(), vector.count(), control, controlLength);
        n = SocketSymbols.sendmsg(memory.errno(), fd, header.address(), SEND);
      } while (n == -Answers.EINTR);
      if (n < 0) {
        return notSent("sendmsg", n, waiter);
      }
      vector.unloadWrite(srcs, offset, length, n);
      return n;
    } finally {
      vector.release();
    }
  }
}
