package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.FlushState;
import qio.posix.layout.Msghdr;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;

/**
 * Sends through a TCP socket without copying ({@code MSG_ZEROCOPY}), and takes the notices of what
 * has left its buffers out of the error queue.
 *
 * <p>What the kernel reads is held until its notice has come, beyond the close of the socket too
 * ({@link #close}). At most 1024 writes are under way; further ones are copied. Only direct buffers
 * go without a copy; heap buffers are copied by a plain send.
 *
 * <p>{@link #send} is used by one thread at a time, the channel's writer; the other methods may be
 * called from any thread. No call waits but {@link #await}. Lock: one, held during the system call
 * that sends, so that its notice cannot be taken before the write is noted.
 */
public final class ZeroCopySender {

  private static final int FLAGS =
      SocketSymbols.MSG_DONTWAIT | SocketSymbols.MSG_NOSIGNAL | SocketSymbols.MSG_ZEROCOPY;

  /**
   * From so many on, a write looks for notices first, so that no more memory is held than need be.
   */
  private static final int MANY = 32;

  /** How long a wait pauses where the system would end every wait at once. */
  private static final long PAUSE_NANOS = 10_000_000L;

  private enum Mode {
    UNTRIED,
    ON,
    /** Somebody else who shares the socket does this too, and the kernel mixes up the notices. */
    NOT_OURS
  }

  private final PosixDescriptor socket;
  private final SocketTransfer plain;
  private final CallMemory memory;
  private final BufferVector vector;
  private final ReentrantLock lock = new ReentrantLock();

  private Mode mode = Mode.UNTRIED; // used by the writer

  // guarded by lock
  private final PendingWrites pending = new PendingWrites(0);
  private final ErrorQueue queue;
  private @Nullable IOException failure;

  /**
   * Prepares such writes; the socket is not changed before the first.
   *
   * @param socket a TCP socket
   * @param plain sends what is copied; used by the writer too
   */
  public ZeroCopySender(PosixDescriptor socket, SocketTransfer plain) {
    this.socket = socket;
    this.plain = plain;
    this.memory = CallMemory.take();
    this.vector = new BufferVector(memory);
    this.queue = new ErrorQueue(memory);
    socket.counted().beforeRelease(memory::close);
  }

  /**
   * Whether this system can; asked of the kernel once in the life of the process.
   *
   * @return true if TCP sockets can be written to without copying
   */
  public static boolean isSupported() {
    return Support.KNOWN;
  }

  private static final class Support {
    static final boolean KNOWN = probe();

    private static boolean probe() {
      try (PosixDescriptor socket = PosixSockets.open(SocketDomain.INET, SocketType.STREAM)) {
        PosixSockets.setOption(socket, PosixSocketOption.ZERO_COPY, 1);
        return true;
      } catch (IOException | NativeAccessException e) {
        return false; // an old kernel, or no IPv4: then it is not offered
      }
    }
  }

  // ---- sending

  /**
   * Sends several buffers, those of one kind at the beginning: direct ones without copying, heap
   * ones by a plain send.
   *
   * @param srcs the buffers; they must not be changed before {@link #flush} says so
   * @param offset the first one to use
   * @param length how many to use
   * @return the number of bytes accepted; 0 only if all buffers are empty; -2 if there is no room
   * @throws ClosedChannelException if the socket is closed
   * @throws SocketException if the connection failed; or if the kernel may lock no more memory for
   *     this user or socket, and then the message says what to raise
   * @throws IOException if the socket refuses such writes
   */
  public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    int first = BufferVector.firstWithRoom(srcs, offset, length);
    if (first < 0) {
      return 0;
    }
    int count = alike(srcs, first, offset + length) - first;
    if (!srcs[first].isDirect() || !isOn()) {
      return sendCopied(srcs, first, count);
    }
    int fd = socket.use();
    lock.lock();
    try {
      if (pending.size() >= MANY) {
        takeNotices();
      }
      return pending.isFull() ? sendCopied(srcs, first, count) : send(fd, srcs, first, count);
    } finally {
      lock.unlock();
      socket.done();
    }
  }

  /** Where the buffers of the same kind as the first one end. */
  private static int alike(ByteBuffer[] srcs, int first, int end) {
    int at = first + 1;
    while (at < end && srcs[at].isDirect() == srcs[first].isDirect()) {
      at++;
    }
    return at;
  }

  private boolean isOn() throws IOException {
    if (mode == Mode.UNTRIED) {
      if (PosixSockets.option(socket, PosixSocketOption.ZERO_COPY) == 0) {
        PosixSockets.setOption(socket, PosixSocketOption.ZERO_COPY, 1);
        ErrorQueues.add(socket.number(), this);
        socket.counted().beforeRelease(() -> ErrorQueues.remove(socket.number()));
        mode = Mode.ON;
      } else {
        mode = Mode.NOT_OURS;
      }
    }
    return mode == Mode.ON;
  }

  private long sendCopied(ByteBuffer[] srcs, int first, int count) throws IOException {
    long n = plain.send(srcs, first, count);
    if (n > 0) {
      lock.lock();
      try {
        pending.addCopied();
      } finally {
        lock.unlock();
      }
    }
    return n;
  }

  private long send(int fd, ByteBuffer[] srcs, int first, int count) throws IOException {
    int seen = DescriptorWaiter.beforeTry(socket, Readiness.WRITE);
    try {
      vector.loadForWrite(srcs, first, count, Long.MAX_VALUE);
      Object held = count == 1 ? srcs[first] : Arrays.copyOfRange(srcs, first, first + count);
      long n = sendLoaded(fd);
      if (n == -Errno.ENOBUFS.number()) {
        takeNotices(); // which gives memory back
        n = sendLoaded(fd);
      }
      if (n >= 0) {
        pending.add(held);
        vector.unloadWrite(srcs, first, count, n);
        return n;
      }
      if (n == -Answers.EAGAIN) {
        DescriptorWaiter.wouldBlock(socket, Readiness.WRITE, seen);
        return Answers.WOULD_BLOCK;
      }
      throw notSent((int) -n);
    } finally {
      vector.release();
    }
  }

  private long sendLoaded(int fd) {
    MemorySegment header = memory.header();
    long n;
    do {
      Msghdr.set(header, vector.address(), vector.count(), 0, 0);
      n = SocketSymbols.sendmsg(memory.errno(), fd, header.address(), FLAGS);
    } while (n == -Answers.EINTR);
    return n;
  }

  private IOException notSent(int errno) {
    if (errno != Errno.ENOBUFS.number()) {
      return PosixException.ofSocket("sendmsg", errno, socket.toString());
    }
    PosixException cause = new PosixException("sendmsg", errno, socket.toString());
    SocketException failed =
        new SocketException(
            cause.getMessage()
                + ": zero-copy writes under way hold all the memory that may be locked; flush()"
                + " more often, write larger pieces, raise ulimit -l or net.core.optmem_max, or"
                + " write without ZERO_COPY");
    failed.initCause(cause);
    return failed;
  }

  // ---- notices

  /**
   * Takes the notices that have come.
   *
   * @return how far the writes are
   * @throws ClosedChannelException if the socket is closed
   * @throws IOException if the error queue held something else, or says that a write failed
   */
  public FlushState flush() throws IOException {
    lock.lock();
    try {
      takeNotices();
      IOException failed = failure;
      if (failed != null) {
        failure = null;
        throw failed;
      }
      if (!pending.isEmpty()) {
        return FlushState.PENDING;
      }
      return pending.takeResult() ? FlushState.DONE : FlushState.COPIED;
    } finally {
      lock.unlock();
    }
  }

  /** Takes all notices out of the error queue, and wakes the flusher if there were any. */
  void takeNotices() throws IOException {
    takeNotices(socket, queue);
  }

  private void takeNotices(PosixDescriptor from, ErrorQueue messages) throws IOException {
    int fd = from.use();
    lock.lock();
    try {
      int seen = DescriptorWaiter.beforeTry(from, Readiness.ERROR);
      int taken = 0;
      while (messages.next(fd, from)) {
        take(messages);
        taken++;
      }
      DescriptorWaiter.wouldBlock(from, Readiness.ERROR, seen);
      DescriptorWaiter flushing = from.counted().waiterIfMade();
      if (taken > 0 && flushing != null) {
        flushing.wake(Readiness.ERROR);
      }
    } finally {
      lock.unlock();
      from.done();
    }
  }

  private void take(ErrorQueue message) {
    if (message.isNotice()) {
      pending.complete(message.firstWrite(), message.lastWrite(), message.isCopied());
    } else {
      failure = message.failure(socket);
    }
  }

  /**
   * Waits until there may be notices, or somebody wakes the waiter of the socket. May return early
   * for no reason.
   *
   * @param timeoutNanos the time limit in nanoseconds; a negative one waits without limit
   * @return false only if the time was up
   * @throws IOException if waiting fails
   */
  public boolean await(long timeoutNanos) throws IOException {
    return await(socket, timeoutNanos);
  }

  private static boolean await(PosixDescriptor socket, long timeoutNanos) throws IOException {
    boolean inTime = socket.waiter().await(Readiness.ERROR, timeoutNanos);
    if (inTime && socket.poll(Readiness.ERROR) == Readiness.HANG_UP) {
      // Both directions have ended while data are still on their way: the system ends every wait at
      // once, and tells nothing else before the notices come.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return inTime;
  }

  // ---- the end

  /**
   * Closes the socket. If the kernel still reads from buffers, the connection and the buffers live
   * on in the background until it has let go of them, at most 30 seconds: then the connection is
   * reset, which makes it let go. Does not wait.
   *
   * @throws IOException if closing fails
   */
  public void close() throws IOException {
    try {
      takeNotices();
      if (isPending()) {
        ZeroCopyFarewell.begin(this, socket);
      }
    } finally {
      socket.close();
    }
  }

  boolean isPending() {
    lock.lock();
    try {
      return !pending.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits, after the close, on a duplicate of the socket; false if the time is up. */
  boolean awaitAll(PosixDescriptor duplicate, long timeoutNanos) throws IOException {
    long start = System.nanoTime();
    try (CallMemory own = CallMemory.take()) { // this sender's is given back with its descriptor
      ErrorQueue messages = new ErrorQueue(own);
      for (; ; ) {
        takeNotices(duplicate, messages);
        long left = timeoutNanos - (System.nanoTime() - start);
        if (!isPending()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
        await(duplicate, left);
      }
    }
  }
}
