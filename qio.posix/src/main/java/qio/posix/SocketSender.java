package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.posix.layout.Msghdr;
import qio.posix.libc.SocketSymbols;

/** The sending half of a {@link SocketTransfer}; the caller holds the descriptor. */
final class SocketSender {

  private static final int WAITING = SocketSymbols.MSG_NOSIGNAL;
  private static final int FLAGS = SocketSymbols.MSG_DONTWAIT | WAITING;

  private final PosixDescriptor socket;
  private final SocketMemory memory;
  private final BufferVector vector;
  private final WriteForecast forecast = new WriteForecast();

  /** Used by the thread that sends: whether the socket is known to pass descriptors. */
  private boolean isUnix;

  SocketSender(PosixDescriptor socket, SocketMemory memory) {
    this.socket = socket;
    this.memory = memory;
    this.vector = memory.vector();
  }

  /** What the next try will most likely find. */
  WriteForecast forecast() {
    return forecast;
  }

  /** Sends several buffers with descriptors; there is at least one of each, and one byte. */
  long send(
      int fd, ByteBuffer[] srcs, int offset, int length, List<? extends Descriptor> descriptors)
      throws IOException {
    requireUnix();
    try (PassedDescriptors passed = new PassedDescriptors(descriptors)) {
      return sendMessage(fd, srcs, offset, length, passed.write(vector.control()));
    } finally {
      vector.release();
    }
  }

  /** Sends several buffers. */
  long send(int fd, ByteBuffer[] srcs, int offset, int length) throws IOException {
    return sendMessage(fd, srcs, offset, length, 0);
  }

  /** Other families ignore the control data, and the descriptors would be lost in silence. */
  private void requireUnix() throws IOException {
    if (!isUnix && socket.socketDomain() != SocketDomain.UNIX) {
      throw new SocketException(
          "sendmsg " + socket + ": only UNIX sockets pass descriptors, this is none");
    }
    isUnix = true;
  }

  /** Sends one buffer that is not empty. */
  long send(int fd, ByteBuffer src) throws IOException {
    int size = src.remaining();
    MemorySegment known = src.hasArray() ? memory.heap().find(src) : null;
    boolean small = size <= SocketMemory.COPIED_BYTES;
    if (!src.isDirect() && known == null && (!src.hasArray() || small)) {
      return sendCopied(fd, src);
    }
    int seen = DescriptorWaiter.beforeTry(socket, Readiness.WRITE);
    long n;
    do {
      n =
          src.isDirect()
              ? sendDirect(fd, src, size, FLAGS)
              : sendHeap(fd, src, Math.min(size, SocketMemory.CRITICAL_BYTES), known);
    } while (n == -Answers.EINTR);
    if (n < 0) {
      return notSent("send", n, seen);
    }
    src.position(src.position() + (int) n);
    if (n == size) {
      forecast.tookAll();
    } else {
      forecast.tookLess();
    }
    return n;
  }

  /**
   * Sends one direct buffer that is not empty, on a platform thread that waits inside the call
   * until all of it has room. A call that waits must not hold a heap buffer.
   *
   * @return the number of bytes; -2 if the thread was woken before the first; -4 if it cannot wait
   *     like that
   */
  long sendWaiting(int fd, ByteBuffer src) throws IOException {
    InterruptibleCall call = socket.enterCall(Readiness.WRITE);
    if (call == null) {
      return Answers.NOT_SUPPORTED;
    }
    long n = -Answers.EINTR;
    try {
      while (n == -Answers.EINTR && call.goesOn()) {
        n = sendDirect(fd, src, src.remaining(), WAITING);
      }
    } finally {
      call.leave();
    }
    if (n >= 0) {
      src.position(src.position() + (int) n);
      return n;
    }
    return socket.notWaited("send", n);
  }

  private long sendDirect(int fd, ByteBuffer src, int size, int flags) {
    MemorySegment from = memory.direct().from(src);
    return SocketSymbols.send(memory.errno(), fd, from, size, flags);
  }

  private long sendHeap(int fd, ByteBuffer src, int length, @Nullable MemorySegment known) {
    MemorySegment from = known != null ? known : ArraySegmentCache.make(src);
    return SocketSymbols.sendCritical(memory.errno(), fd, from, length, FLAGS);
  }

  /** Few bytes, or a read-only buffer, whose array is out of reach. */
  private long sendCopied(int fd, ByteBuffer src) throws IOException {
    ByteBuffer[] single = memory.single(src);
    try {
      return sendMessage(fd, single, 0, 1, 0);
    } finally {
      memory.forgetSingle();
    }
  }

  private long notSent(String call, long n, int seen) throws IOException {
    if (n == -Answers.EAGAIN) {
      forecast.tookLess();
      DescriptorWaiter.wouldBlock(socket, Readiness.WRITE, seen);
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
      int seen = DescriptorWaiter.beforeTry(socket, Readiness.WRITE);
      long n;
      do {
        Msghdr.set(header, vector.address(), vector.count(), control, controlLength);
        n = SocketSymbols.sendmsg(memory.errno(), fd, header.address(), FLAGS);
      } while (n == -Answers.EINTR);
      if (n < 0) {
        return notSent("sendmsg", n, seen);
      }
      vector.unloadWrite(srcs, offset, length, n);
      return n;
    } finally {
      vector.release();
    }
  }
}
