package qio.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.DescriptorList;
import qio.posix.layout.Iovec;
import qio.posix.layout.Msghdr;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;
import qio.posix.libc.Staging;

/** The receiving half of a {@link SocketTransfer}; the caller holds the descriptor. */
final class SocketReceiver {

  private static final int WAITING = SocketSymbols.MSG_CMSG_CLOEXEC;
  private static final int FLAGS = SocketSymbols.MSG_DONTWAIT | WAITING;

  private final PosixDescriptor socket;
  private final SocketMemory memory;
  private final BufferVector vector;

  private final ReadForecast forecast = new ReadForecast(System::nanoTime);

  /** How many bytes of control data are taken in; less than all in tests only. */
  private final int controlRoom;

  /**
   * Whether a receive that finds less than it asks for has found all: in TCP, but not in a UNIX
   * socket, where one ends before descriptors too.
   */
  private final boolean shortMeansEmpty;

  /** Where descriptors arrive; made for the first who asks for some. */
  private @Nullable MemorySegment control;

  SocketReceiver(
      PosixDescriptor socket, SocketMemory memory, int controlRoom, boolean shortMeansEmpty) {
    this.socket = socket;
    this.shortMeansEmpty = shortMeansEmpty;
    this.memory = memory;
    this.vector = memory.vector();
    this.controlRoom = controlRoom;
  }

  /** What the next try will most likely find. */
  ReadForecast forecast() {
    return forecast;
  }

  /** Receives into one writable buffer that has room. */
  long receive(int fd, ByteBuffer dst, boolean peek) throws IOException {
    int room = dst.remaining();
    MemorySegment known = dst.isDirect() ? null : memory.heap().find(dst);
    if (known == null && !dst.isDirect() && room <= SocketMemory.COPIED_BYTES) {
      return receiveCopied(fd, dst, peek);
    }
    int flags = flags(peek);
    int asked = dst.isDirect() ? room : Math.min(room, SocketMemory.CRITICAL_BYTES);
    forecast.beforeTry();
    int seen = DescriptorWaiter.beforeTry(socket, Readiness.READ);
    long n;
    do {
      n =
          dst.isDirect()
              ? receiveDirect(fd, dst, asked, flags)
              : receiveHeap(fd, dst, asked, known, flags);
    } while (n == -Answers.EINTR);
    if (n > 0) {
      forecast.foundSomething();
      if (shortMeansEmpty && n < asked && !peek) {
        DescriptorWaiter.foundLess(socket, seen);
      }
      dst.position(dst.position() + (int) n);
      return n;
    }
    return n == 0 ? Answers.EOF : notReceived("recv", n, seen);
  }

  /**
   * Receives into one writable buffer that has room, on a platform thread that waits inside the
   * call for the first byte. A call that waits must not hold a heap buffer, so such a one gets what
   * comes first through {@value CallMemory#ROOM} bytes of native memory; where more is there
   * already, a call that does not wait brings it all at once.
   *
   * @return the number of bytes; -1 at the end; -2 if the thread was woken; -4 if it cannot wait
   *     like that
   */
  long receiveWaiting(int fd, ByteBuffer dst) throws IOException {
    boolean triesFirst = !dst.isDirect() && dst.remaining() > CallMemory.ROOM;
    if (triesFirst && !forecast.isNothing()) {
      long n = receive(fd, dst, false);
      if (n != Answers.WOULD_BLOCK) {
        return n;
      }
    }
    InterruptibleCall call = socket.enterCall(Readiness.READ);
    if (call == null) {
      return Answers.NOT_SUPPORTED;
    }
    MemorySegment to = dst.isDirect() ? memory.direct().from(dst) : memory.room();
    long most = dst.isDirect() ? dst.remaining() : Math.min(dst.remaining(), to.byteSize());
    long n = -Answers.EINTR;
    try {
      while (n == -Answers.EINTR && call.goesOn()) {
        n = SocketSymbols.recv(memory.errno(), fd, to, most, WAITING);
      }
    } finally {
      call.leave();
    }
    if (n >= 0) {
      forecast.beforeTry();
      forecast.foundSomething();
    }
    return waited(n, dst);
  }

  /**
   * Receives into one direct buffer that has room, with descriptors, on a platform thread that
   * waits inside the call. The call keeps the arena of the buffer from being closed meanwhile.
   *
   * @return as without descriptors
   */
  long receiveWaiting(int fd, ByteBuffer dst, DescriptorList received) throws IOException {
    InterruptibleCall call = socket.enterCall(Readiness.READ);
    if (call == null) {
      return Answers.NOT_SUPPORTED;
    }
    MemorySegment header = memory.header();
    MemorySegment bytes = memory.direct().from(dst);
    Iovec.set(memory.iovecs(), 0, bytes.address(), dst.remaining());
    long n = -Answers.EINTR;
    try {
      while (n == -Answers.EINTR && call.goesOn()) {
        Msghdr.set(header, memory.iovecs().address(), 1, control().address(), controlRoom);
        n = SocketSymbols.recvmsgInto(memory.errno(), fd, header.address(), WAITING, bytes);
      }
    } finally {
      call.leave();
    }
    if (n < 0) {
      return socket.notWaited("recvmsg", n);
    }
    int arrived = takeDescriptors(socket, header, control(), received);
    dst.position(dst.position() + (int) n);
    return n == 0 && arrived == 0 ? Answers.EOF : n;
  }

  /** Where descriptors arrive. */
  private MemorySegment control() {
    MemorySegment made = control;
    if (made == null) {
      made = Arena.ofAuto().allocate(Staging.CONTROL, Long.BYTES);
      control = made;
    }
    return made;
  }

  /** What the call has brought, in terms of the caller. */
  private long waited(long n, ByteBuffer dst) throws IOException {
    if (n > 0) {
      if (!dst.isDirect()) {
        MemorySegment.copy(
            memory.room(),
            ValueLayout.JAVA_BYTE,
            0,
            dst.array(),
            dst.arrayOffset() + dst.position(),
            (int) n);
      }
      dst.position(dst.position() + (int) n);
      return n;
    }
    return n == 0 ? Answers.EOF : socket.notWaited("recv", n);
  }

  private long receiveDirect(int fd, ByteBuffer dst, int room, int flags) {
    MemorySegment to = memory.direct().from(dst);
    return SocketSymbols.recv(memory.errno(), fd, to, room, flags);
  }

  private long receiveHeap(
      int fd, ByteBuffer dst, int length, @Nullable MemorySegment known, int flags) {
    MemorySegment to = known != null ? known : ArraySegmentCache.make(dst);
    return SocketSymbols.recvCritical(memory.errno(), fd, to, length, flags);
  }

  private long receiveCopied(int fd, ByteBuffer dst, boolean peek) throws IOException {
    ByteBuffer[] single = memory.single(dst);
    try {
      return receive(fd, single, 0, 1, null, peek);
    } finally {
      memory.forgetSingle();
    }
  }

  private static int flags(boolean peek) {
    return peek ? FLAGS | SocketSymbols.MSG_PEEK : FLAGS;
  }

  private long notReceived(String call, long n, int seen) throws IOException {
    if (n == -Answers.EAGAIN) {
      forecast.foundNothing();
      DescriptorWaiter.wouldBlock(socket, Readiness.READ, seen);
      return Answers.WOULD_BLOCK;
    }
    throw PosixException.ofSocket(call, (int) -n, socket.toString());
  }

  /** Receives into several buffers, with descriptors if there is a list for them. */
  long receive(
      int fd,
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      boolean peek)
      throws IOException {
    MemorySegment header = memory.header();
    try {
      long room = vector.loadForRead(dsts, offset, length);
      long control = received == null ? 0 : control().address();
      int controlLength = received == null ? 0 : controlRoom;
      forecast.beforeTry();
      int seen = DescriptorWaiter.beforeTry(socket, Readiness.READ);
      long n;
      do {
        Msghdr.set(header, vector.address(), vector.count(), control, controlLength);
        n = SocketSymbols.recvmsg(memory.errno(), fd, header.address(), flags(peek));
      } while (n == -Answers.EINTR);
      if (n < 0) {
        return notReceived("recvmsg", n, seen);
      }
      forecast.foundSomething();
      int arrived = received == null ? 0 : takeDescriptors(socket, header, control(), received);
      vector.unloadRead(dsts, offset, length, n);
      return n == 0 && room > 0 && arrived == 0 ? Answers.EOF : n;
    } finally {
      vector.release();
    }
  }

  /** Adds what has come along to the list; all or, if some were lost, nothing. */
  static int takeDescriptors(
      PosixDescriptor socket, MemorySegment header, MemorySegment control, DescriptorList received)
      throws IOException {
    int[] numbers = PassedDescriptors.read(control, Msghdr.controlLength(header));
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
}
