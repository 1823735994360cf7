package qio.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.posix.libc.CallMemory;
import qio.posix.libc.Staging;

/**
 * Moves bytes, and descriptors with them, through one direction of a socket. A channel has two: one
 * for reading, one for writing. It owns the native memory that its system calls need and gives it
 * back when the descriptor is closed.
 *
 * <p>No call but {@link #receiveWaiting} and {@link #sendWaiting} ever waits ({@code
 * MSG_DONTWAIT}), whatever {@code O_NONBLOCK} says, and none raises a signal. Positions move by
 * exactly the bytes transferred. A transfer may move fewer bytes than there is room for. Heap and
 * direct buffers may be mixed; the memory of a direct buffer that stands on an {@code Arena} must
 * stay alive during the call.
 *
 * <p>Used by one thread at a time; the channel's lock for the direction sees to that.
 */
public final class SocketTransfer {

  /** The most descriptors that the kernel takes with one message ({@code SCM_MAX_FD}). */
  public static final int MAX_DESCRIPTORS = 253;

  private final PosixDescriptor socket;
  private final SocketReceiver receiver;
  private final SocketSender sender;

  /**
   * Prepares transfers through a socket.
   *
   * @param socket the socket
   * @throws NativeAccessException if there is no native access
   */
  public SocketTransfer(PosixDescriptor socket) {
    this(socket, Staging.CONTROL, false);
  }

  /**
   * Prepares transfers through a stream socket of a known family.
   *
   * @param socket the socket
   * @param domain its address family; in those of the Internet a receive that finds less than it
   *     asks for is known to have left nothing
   * @throws NativeAccessException if there is no native access
   */
  public SocketTransfer(PosixDescriptor socket, SocketDomain domain) {
    this(socket, Staging.CONTROL, domain == SocketDomain.INET || domain == SocketDomain.INET6);
  }

  /** One that takes in less control data than there may be, for tests. */
  SocketTransfer(PosixDescriptor socket, int controlRoom) {
    this(socket, controlRoom, false);
  }

  private SocketTransfer(PosixDescriptor socket, int controlRoom, boolean shortMeansEmpty) {
    NativeAccess.require();
    CallMemory memory = CallMemory.take();
    SocketMemory shared = new SocketMemory(memory);
    this.socket = socket;
    this.receiver = new SocketReceiver(socket, shared, controlRoom, shortMeansEmpty);
    this.sender = new SocketSender(socket, shared);
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
    if (!dst.hasRemaining()) {
      return 0;
    }
    int fd = socket.use();
    try {
      return (int) receiver.receive(fd, dst, false);
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
    DescriptorList wanted = peek ? null : received;
    if (first < 0 && wanted == null) {
      return 0;
    }
    int fd = socket.use();
    try {
      if (wanted == null && BufferVector.isOnly(dsts, first, offset + length)) {
        BufferVector.checkWritable(dsts[first]);
        return receiver.receive(fd, dsts[first], peek);
      }
      return receiver.receive(fd, dsts, offset, length, wanted, peek);
    } finally {
      socket.done();
    }
  }

  /**
   * Receives, and waits inside the system call for something to receive, where that can be done: on
   * a platform thread, in a socket that may be blocking, into one buffer; into a direct one if
   * descriptors are asked for. The reader's {@link DescriptorWaiter#wake} and {@code
   * Thread.interrupt} end it, and so does a close.
   *
   * @param dsts the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @param received takes the descriptors; null to take none
   * @return the number of bytes; 0 if no buffer has room, or only descriptors have come; -1 at the
   *     end of the stream; -2 if the thread was woken or interrupted; -4 if it has to wait
   *     otherwise
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the connection failed, or descriptors were lost
   */
  public long receiveWaiting(
      ByteBuffer[] dsts, int offset, int length, @Nullable DescriptorList received)
      throws IOException {
    int first = BufferVector.firstWithRoom(dsts, offset, length);
    if (first < 0) {
      return received == null ? 0 : Answers.NOT_SUPPORTED;
    }
    ByteBuffer dst = dsts[first];
    BufferVector.checkWritable(dst);
    if (!BufferVector.isOnly(dsts, first, offset + length)
        || (received != null && !dst.isDirect())) {
      return Answers.NOT_SUPPORTED;
    }
    int fd = socket.use();
    try {
      return received == null
          ? receiver.receiveWaiting(fd, dst)
          : receiver.receiveWaiting(fd, dst, received);
    } finally {
      socket.done();
    }
  }

  /**
   * Whether the calling thread had better wait for something to read before it tries to receive. A
   * virtual thread knows, from what the last receive has left and the poller has told since. A
   * platform thread guesses, from how many of the last receives have found nothing at first; where
   * it is wrong, the wait ends at once. Never for one that is interrupted.
   *
   * @return true if a receive would most likely be in vain
   */
  public boolean expectsNothing() {
    Thread thread = Thread.currentThread();
    if (thread.isInterrupted()) {
      return false;
    }
    return thread.isVirtual()
        ? DescriptorWaiter.isDrained(socket)
        : receiver.forecast().isNothing();
  }

  /**
   * Whether the calling thread had better wait inside {@link #sendWaiting} before it tries to send:
   * a guess of platform threads, from whether the last sends that did not wait were taken as a
   * whole. Where it is wrong the call does not wait.
   *
   * @return true if a send that does not wait would most likely be taken in part, or not at all
   */
  public boolean expectsTooLittleRoom() {
    return !Thread.currentThread().isVirtual() && sender.forecast().isTooLittle();
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
    if (!src.hasRemaining()) {
      return 0;
    }
    int fd = socket.use();
    try {
      return (int) sender.send(fd, src);
    } finally {
      socket.done();
    }
  }

  /**
   * Sends, and waits inside the system call for room, where that can be done: on a platform thread,
   * in a socket that may be blocking, from one direct buffer. The writer's {@link
   * DescriptorWaiter#wake} and {@code Thread.interrupt} end it, and so does a close.
   *
   * @param srcs the buffers
   * @param offset the first one to use
   * @param length how many to use
   * @return the number of bytes accepted, less than there are only if the thread was woken or the
   *     connection failed meanwhile; 0 if all buffers are empty; -2 if the thread was woken before
   *     the first byte; -4 if it has to wait otherwise
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the connection failed
   */
  public long sendWaiting(ByteBuffer[] srcs, int offset, int length) throws IOException {
    int first = BufferVector.firstWithRoom(srcs, offset, length);
    if (first < 0) {
      return 0;
    }
    if (!srcs[first].isDirect() || !BufferVector.isOnly(srcs, first, offset + length)) {
      return Answers.NOT_SUPPORTED;
    }
    int fd = socket.use();
    try {
      return sender.sendWaiting(fd, srcs[first]);
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
        return sender.send(fd, srcs[first]);
      }
      return sender.send(fd, srcs, offset, length);
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
    int fd = socket.use();
    try {
      return sender.send(fd, srcs, offset, length, sent);
    } finally {
      socket.done();
    }
  }
}
