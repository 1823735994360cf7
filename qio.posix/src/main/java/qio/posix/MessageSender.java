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
import qio.posix.layout.Msghdr;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;

/**
 * Sends through a socket that carries messages ({@code SOCK_DGRAM}): one a call, whole or not at
 * all, with an address and descriptors if they are given. A channel has one. It owns the native
 * memory that its system calls need and gives it back when the descriptor is closed.
 *
 * <p>No call waits, whatever {@code O_NONBLOCK} says.
 *
 * <p>Used by one thread at a time; the channel's lock for writing sees to that.
 */
public final class MessageSender {

  private static final int FLAGS = SocketSymbols.MSG_DONTWAIT | SocketSymbols.MSG_NOSIGNAL;

  /** The most that a datagram holds after the headers of IPv4 and UDP. */
  private static final long LARGEST_V4 = 0xffff - 20 - 8;

  /** The same for IPv6, which does not count its own header. */
  private static final long LARGEST_V6 = 0xffff - 8;

  /** What Linux takes of a UNIX socket's sending buffer for itself. */
  private static final long UNIX_OVERHEAD = 32;

  private final PosixDescriptor socket;
  private final SocketDomain domain;
  private final SocketMemory memory;
  private final BufferVector vector;

  /**
   * Prepares to send through a socket.
   *
   * @param socket the socket
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if it is no socket
   * @throws NativeAccessException if there is no native access
   */
  public MessageSender(PosixDescriptor socket) throws IOException {
    NativeAccess.require();
    this.socket = socket;
    this.domain = socket.socketDomain();
    CallMemory call = CallMemory.take();
    this.memory = new SocketMemory(call);
    this.vector = memory.vector();
    socket.counted().beforeRelease(call::close);
  }

  /**
   * The largest message that the socket takes: what the headers leave, or what the sending buffer
   * of a UNIX socket ({@code SO_SNDBUF}) leaves. A route may take less.
   *
   * @return bytes
   * @throws IOException if the socket is closed
   */
  public long limit() throws IOException {
    return switch (domain) {
      case INET -> LARGEST_V4;
      case INET6 -> LARGEST_V6;
      default -> PosixSockets.option(socket, PosixSocketOption.SEND_BUFFER) - UNIX_OVERHEAD;
    };
  }

  /**
   * Sends buffers, in order, as one message.
   *
   * @param srcs the message; it may be empty
   * @param offset the first buffer to use
   * @param length how many to use
   * @param to where it goes; null for the peer that the socket is connected to
   * @param sent at most {@value SocketTransfer#MAX_DESCRIPTORS} descriptors; may be empty
   * @return the bytes of the message; -2 if there is no room, and then nothing went out
   * @throws java.nio.channels.ClosedChannelException if the socket or one of the descriptors is
   *     closed
   * @throws IOException if the message is too long ({@code EMSGSIZE}), there is no peer, the
   *     network tells of a message sent before, or the socket passes no descriptors
   * @throws IllegalArgumentException if there are too many descriptors
   */
  public long send(
      ByteBuffer[] srcs,
      int offset,
      int length,
      @Nullable PeerAddress to,
      List<? extends Descriptor> sent)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    int fd = socket.use();
    try {
      long size = BufferVector.remaining(srcs, offset, length);
      if (vector.loadForWrite(srcs, offset, length, Long.MAX_VALUE) < size) {
        loadWhole(srcs, offset, length, size);
      }
      long n = sent.isEmpty() ? sendLoaded(fd, to, 0) : sendWith(fd, to, sent);
      if (n >= 0) {
        BufferVector.empty(srcs, offset, length);
      }
      return n;
    } finally {
      vector.release();
      memory.forgetSingle();
      socket.done();
    }
  }

  /** What the vector does not hold is put together in memory of its own. */
  private void loadWhole(ByteBuffer[] srcs, int offset, int length, long size) throws IOException {
    vector.release();
    if (size > limit()) {
      throw PosixException.ofSocket("sendmsg", Errno.EMSGSIZE.number(), socket.toString());
    }
    ByteBuffer whole = ByteBuffer.allocateDirect((int) size);
    for (int i = offset; i < offset + length; i++) {
      whole.put(srcs[i].duplicate());
    }
    vector.loadForWrite(memory.single(whole.flip()), 0, 1, Long.MAX_VALUE);
  }

  private long sendWith(int fd, @Nullable PeerAddress to, List<? extends Descriptor> sent)
      throws IOException {
    if (sent.size() > SocketTransfer.MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "a message carries at most "
              + SocketTransfer.MAX_DESCRIPTORS
              + " descriptors, not "
              + sent.size());
    }
    if (domain != SocketDomain.UNIX) {
      throw new SocketException(
          "sendmsg " + socket + ": only UNIX sockets pass descriptors, this is none");
    }
    try (PassedDescriptors passed = new PassedDescriptors(sent)) {
      return sendLoaded(fd, to, passed.write(vector.control()));
    }
  }

  private long sendLoaded(int fd, @Nullable PeerAddress to, long controlLength) throws IOException {
    MemorySegment header = memory.header();
    long control = controlLength == 0 ? 0 : vector.control().address();
    int nameLength = to == null ? 0 : to.give(memory.name());
    int seen = DescriptorWaiter.beforeTry(socket, Readiness.WRITE);
    long n;
    do {
      Msghdr.set(header, vector.address(), vector.count(), control, controlLength);
      if (nameLength > 0) {
        Msghdr.setName(header, memory.name().address(), nameLength);
      }
      n = SocketSymbols.sendmsg(memory.errno(), fd, header.address(), FLAGS);
    } while (n == -Answers.EINTR);
    if (n >= 0) {
      return n;
    }
    if (n == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(socket, Readiness.WRITE, seen);
      return Answers.WOULD_BLOCK;
    }
    throw PosixException.ofSocket("sendmsg", (int) -n, socket.toString());
  }
}
