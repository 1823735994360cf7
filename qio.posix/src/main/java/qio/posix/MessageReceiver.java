package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.DescriptorList;
import qio.posix.layout.Msghdr;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;
import qio.posix.libc.Staging;

/**
 * Receives from a socket that carries messages ({@code SOCK_DGRAM}), one a call, with the address
 * of its sender, its full size, and descriptors if they are wanted. A channel has one. It owns the
 * native memory that its system calls need and gives it back when the descriptor is closed.
 *
 * <p>No call waits, whatever {@code O_NONBLOCK} says. Messages that go into more heap buffers than
 * a block of memory holds (128 KiB, which no internet datagram exceeds) are looked at first and
 * pass through memory of their own; everything else is one system call.
 *
 * <p>Used by one thread at a time; the channel's lock for reading sees to that.
 */
public final class MessageReceiver {

  private static final int FLAGS =
      SocketSymbols.MSG_DONTWAIT | SocketSymbols.MSG_CMSG_CLOEXEC | SocketSymbols.MSG_TRUNC;

  /** What no internet datagram is longer than. */
  private static final long LARGEST_INET = 0xffff;

  private final PosixDescriptor socket;
  private final SocketMemory memory;
  private final BufferVector vector;
  private final long largest;
  private final int controlRoom;

  // of the call under way

  private @Nullable PeerAddress sender;
  private @Nullable DescriptorList received;
  private boolean peek;

  /** Of the message that was received last. */
  private long size;

  /**
   * Prepares to receive from a socket.
   *
   * @param socket the socket
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if it is no socket
   * @throws NativeAccessException if there is no native access
   */
  public MessageReceiver(PosixDescriptor socket) throws IOException {
    this(socket, Staging.CONTROL);
  }

  /** One that takes in less control data than there may be, for tests. */
  MessageReceiver(PosixDescriptor socket, int controlRoom) throws IOException {
    NativeAccess.require();
    SocketDomain domain = socket.socketDomain();
    this.socket = socket;
    this.controlRoom = controlRoom;
    this.largest =
        domain == SocketDomain.INET || domain == SocketDomain.INET6 ? LARGEST_INET : Long.MAX_VALUE;
    CallMemory call = CallMemory.take();
    this.memory = new SocketMemory(call);
    this.vector = memory.vector();
    socket.counted().beforeRelease(call::close);
  }

  /**
   * Receives a message and the address of its sender.
   *
   * @param dsts the buffers; what does not fit is lost
   * @param offset the first one to use
   * @param length how many to use
   * @param from told the sender; untouched unless a message was received
   * @return the bytes in the buffers, 0 for an empty message or without room; -2 if there is no
   *     message
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the network tells of a message sent before, or receiving fails
   */
  public long receive(ByteBuffer[] dsts, int offset, int length, PeerAddress from)
      throws IOException {
    sender = from;
    try {
      return receive(dsts, offset, length);
    } finally {
      sender = null;
    }
  }

  /**
   * Receives a message with the descriptors that come along, or without taking it out.
   *
   * <p>Descriptors are added to the list close-on-exec and owned by it. If some of them were lost
   * the receive fails, and if the message was cut it does not; in both cases all of them are
   * closed. A peek never brings descriptors.
   *
   * @param dsts the buffers; what does not fit is lost, unless this is a peek
   * @param offset the first one to use
   * @param length how many to use
   * @param descriptors takes the descriptors; null to take none
   * @param looking whether to leave the message in the socket
   * @return as {@link #receive(ByteBuffer[], int, int, PeerAddress)}
   * @throws java.nio.channels.ClosedChannelException if the socket is closed
   * @throws IOException if the network tells of a message sent before, descriptors were lost, or
   *     receiving fails
   */
  public long receive(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList descriptors,
      boolean looking)
      throws IOException {
    received = looking ? null : descriptors;
    peek = looking;
    try {
      return receive(dsts, offset, length);
    } finally {
      received = null;
      peek = false;
    }
  }

  /**
   * The size of the message that was received last, before anything was cut off.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  // ---- inside

  private long receive(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    int fd = socket.use();
    try {
      long room = vector.loadForRead(dsts, offset, length);
      long asked = BufferVector.remaining(dsts, offset, length);
      if (room < asked && room < largest) {
        vector.release();
        return receiveLarge(fd, dsts, offset, length);
      }
      return receiveLoaded(fd, dsts, offset, length, room);
    } finally {
      vector.release();
      socket.done();
    }
  }

  /** What the vector cannot hold goes through a buffer of the size of the message. */
  private long receiveLarge(int fd, ByteBuffer[] dsts, int offset, int length) throws IOException {
    int seen = DescriptorWaiter.beforeTry(socket, Readiness.READ);
    int look = FLAGS | SocketSymbols.MSG_PEEK;
    long n;
    do {
      n = SocketSymbols.recv(memory.errno(), fd, memory.header(), 0, look);
    } while (n == -Answers.EINTR);
    if (n < 0) {
      return notReceived(n, seen);
    }
    long asked = BufferVector.remaining(dsts, offset, length);
    ByteBuffer[] whole = {ByteBuffer.allocateDirect((int) Math.min(n, asked))};
    long room = vector.loadForRead(whole, 0, 1);
    long taken = receiveLoaded(fd, whole, 0, 1, room);
    if (taken > 0) {
      BufferVector.scatter(whole[0].flip(), dsts, offset, length);
    }
    return taken;
  }

  private long receiveLoaded(int fd, ByteBuffer[] dsts, int offset, int length, long room)
      throws IOException {
    MemorySegment header = memory.header();
    long control = received == null ? 0 : vector.control().address();
    int controlLength = received == null ? 0 : controlRoom;
    int seen = DescriptorWaiter.beforeTry(socket, Readiness.READ);
    long n;
    do {
      Msghdr.set(header, vector.address(), vector.count(), control, controlLength);
      Msghdr.setName(header, memory.name().address(), CallMemory.NAME_SIZE);
      n =
          SocketSymbols.recvmsg(
              memory.errno(), fd, header.address(), peek ? FLAGS | SocketSymbols.MSG_PEEK : FLAGS);
    } while (n == -Answers.EINTR);
    if (n < 0) {
      return notReceived(n, seen);
    }
    size = n;
    tellSender(header);
    takeDescriptors(header, n > room);
    long taken = Math.min(n, room);
    vector.unloadRead(dsts, offset, length, taken);
    return taken;
  }

  private void tellSender(MemorySegment header) {
    if (sender != null) {
      sender.take(memory.name(), Msghdr.nameLength(header));
    }
  }

  private void takeDescriptors(MemorySegment header, boolean cut) throws IOException {
    DescriptorList wanted = received;
    if (wanted == null) {
      return;
    }
    if (cut) {
      PassedDescriptors.closeAll(
          PassedDescriptors.read(vector.control(), Msghdr.controlLength(header)));
      return;
    }
    SocketReceiver.takeDescriptors(socket, header, vector.control(), wanted);
  }

  private long notReceived(long n, int seen) throws IOException {
    if (n == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(socket, Readiness.READ, seen);
      return Answers.WOULD_BLOCK;
    }
    throw PosixException.ofSocket("recvmsg", (int) -n, socket.toString());
  }
}
