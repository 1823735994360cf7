package qio.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import qio.posix.layout.EpollEvent;
import qio.posix.layout.Timespec;
import qio.posix.libc.CallMemory;
import qio.posix.libc.PollSymbols;

/**
 * An epoll descriptor with room for the events of one wait. One thread waits; registrations change
 * from any thread.
 */
final class EpollInstance implements AutoCloseable {

  private static final long NANOS_PER_MILLI = 1_000_000L;

  /**
   * The longest wait in milliseconds that an int holds, which is no limit a caller would notice.
   */
  private static final long LONGEST_MILLIS = Integer.MAX_VALUE;

  private final PosixDescriptor descriptor;
  private final int batch;

  /** The thread that waits has these to itself. */
  private final MemorySegment events;

  private final CallMemory memory;

  /**
   * Used by the thread that waits: false once the system has said that it does not know {@code
   * epoll_pwait2}.
   */
  private boolean nanos = true;

  EpollInstance(int batch) throws IOException {
    NativeAccess.require();
    try (CallMemory once = CallMemory.take()) {
      int result = PollSymbols.epollCreate(once.errno(), PollSymbols.EPOLL_CLOEXEC);
      if (result < 0) {
        throw new PosixException("epoll_create1", -result, "epoll");
      }
      descriptor = PosixDescriptor.own(result);
    }
    this.batch = batch;
    this.events = Arena.ofAuto().allocate(EpollEvent.SIZE * batch, Long.BYTES);
    this.memory = CallMemory.take();
    descriptor.counted().beforeRelease(memory::close);
  }

  /**
   * Changes a registration.
   *
   * @return 0 or -errno
   */
  int control(int operation, int fd, int interest, long data) throws IOException {
    int epoll = descriptor.use();
    try (CallMemory once = CallMemory.take()) {
      EpollEvent.set(once.room(), interest, data);
      return PollSymbols.epollCtl(once.errno(), epoll, operation, fd, once.room().address());
    } finally {
      descriptor.done();
    }
  }

  /**
   * Waits for events.
   *
   * @param timeoutNanos 0 not to wait, negative for no limit
   * @return how many there are; 0 if the time was up
   */
  int await(long timeoutNanos) throws IOException {
    int epoll = descriptor.use();
    try {
      long deadline = timeoutNanos > 0 ? System.nanoTime() + timeoutNanos : 0;
      long left = timeoutNanos;
      for (; ; ) {
        int ready = nanos ? waitNanos(epoll, left) : waitMillis(epoll, left);
        if (ready >= 0) {
          return ready;
        }
        int brokenOff = askWhy(epoll);
        if (brokenOff > 0) {
          return brokenOff;
        }
        if (brokenOff == -PollSymbols.ENOSYS && nanos) {
          nanos = false;
        } else if (brokenOff < 0 && brokenOff != -Answers.EINTR) {
          throw new PosixException("epoll_wait", -brokenOff, "epoll");
        }
        left = timeoutNanos > 0 ? Math.max(0, deadline - System.nanoTime()) : timeoutNanos;
      }
    } finally {
      descriptor.done();
    }
  }

  private int waitNanos(int epoll, long timeoutNanos) {
    long timeout = 0;
    if (timeoutNanos >= 0) {
      Timespec.set(memory.room(), 0, timeoutNanos);
      timeout = memory.room().address();
    }
    return PollSymbols.epollPwait2(epoll, events.address(), batch, timeout, 0);
  }

  /** Rounds up: a wait that ends too soon would make a loop spin until its timer is due. */
  private int waitMillis(int epoll, long timeoutNanos) {
    long millis = -1;
    if (timeoutNanos >= 0) {
      millis = timeoutNanos / NANOS_PER_MILLI + (timeoutNanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    }
    int timeout = (int) Math.min(millis, LONGEST_MILLIS);
    return PollSymbols.epollWait(epoll, events.address(), batch, timeout);
  }

  /**
   * A wait has failed, and did not capture why, since every turn of a loop would pay for that. The
   * same call once more, without waiting, tells; after a mere signal it finds what is ready.
   *
   * @return how many are ready or -errno
   */
  private int askWhy(int epoll) {
    if (!nanos) {
      return PollSymbols.epollWait(memory.errno(), epoll, events.address(), batch, 0);
    }
    Timespec.set(memory.room(), 0, 0);
    long noTime = memory.room().address();
    return PollSymbols.epollPwait2(memory.errno(), epoll, events.address(), batch, noTime, 0);
  }

  /** For tests of systems without {@code epoll_pwait2}; before the first wait. */
  void withoutNanos() {
    nanos = false;
  }

  int events(int index) {
    return EpollEvent.events(events, index);
  }

  long data(int index) {
    return EpollEvent.data(events, index);
  }

  boolean isOpen() {
    return descriptor.isOpen();
  }

  /**
   * Closes the descriptor; its memory goes back when no wait can be using it. Closing again does
   * nothing.
   */
  @Override
  public void close() throws IOException {
    descriptor.close();
  }
}
