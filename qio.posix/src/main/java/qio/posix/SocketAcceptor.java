package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import qio.api.aio.Readiness;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SocketSymbols;

/**
 * Takes connections out of a listener's queue ({@code accept4(2)}), which are non-blocking and
 * close-on-exec. One that its peer has given up meanwhile is skipped.
 *
 * <p>A socket of our own is non-blocking, as {@code accept4} has no flag for a single call, until a
 * platform thread first waits inside the call; the first call that must not wait makes it
 * non-blocking for good. One that others may share keeps its mode.
 *
 * <p>Any number of threads may accept at once, apart from {@link #acceptShared}.
 */
public final class SocketAcceptor {

  private static final int FLAGS = SocketSymbols.SOCK_NONBLOCK | SocketSymbols.SOCK_CLOEXEC;

  private final PosixDescriptor listener;

  /**
   * Prepares to accept.
   *
   * @param listener the listening socket
   */
  public SocketAcceptor(PosixDescriptor listener) {
    this.listener = listener;
  }

  /**
   * Takes a connection that is there, of a listener of our own.
   *
   * @return the connection; empty if nobody is waiting
   * @throws java.nio.channels.ClosedChannelException if the listener is closed
   * @throws IOException if the socket does not listen or no descriptor is left; the connection
   *     stays in the queue
   */
  public Optional<AcceptedSocket> accept() throws IOException {
    int fd = listener.use();
    try (CallMemory memory = CallMemory.take()) {
      listener.counted().blockingFlag().show();
      return acceptNow(memory, fd);
    } finally {
      listener.done();
    }
  }

  /**
   * The same for a listener whose {@code O_NONBLOCK} is not ours to set: it is asked first whether
   * a connection waits. One that another process takes between the question and the call makes this
   * call wait for the next, if the listener is in blocking mode; no operating-system call does both
   * at once. Callers take turns.
   *
   * @return as {@link #accept}
   * @throws IOException as {@link #accept}
   */
  public Optional<AcceptedSocket> acceptShared() throws IOException {
    int fd = listener.use();
    try (CallMemory memory = CallMemory.take()) {
      int seen = DescriptorWaiter.beforeTry(listener, Readiness.READ);
      if (NativeWait.isReady(fd, Readiness.READ)) {
        return acceptNow(memory, fd);
      }
      DescriptorWaiter.wouldBlock(listener, Readiness.READ, seen);
      return Optional.empty();
    } finally {
      listener.done();
    }
  }

  /**
   * Whether {@link #acceptWaiting} would wait: on a platform thread, for a listener of our own that
   * has not been asked yet to accept without waiting.
   *
   * @return true if it would
   */
  public boolean waits() {
    return InterruptibleCall.ofThread() != null && listener.counted().blockingFlag().mayLetWait();
  }

  /**
   * Takes the next connection, and waits for it inside the system call. {@link
   * DescriptorWaiter#wake} of a wait for {@link Readiness#READ} and {@code Thread.interrupt} end
   * that, and so does a close.
   *
   * @return the connection; empty if the thread was woken, or cannot wait like that
   * @throws IOException as {@link #accept}
   */
  public Optional<AcceptedSocket> acceptWaiting() throws IOException {
    int fd = listener.use();
    try (CallMemory memory = CallMemory.take()) {
      InterruptibleCall call = listener.enterCall(Readiness.READ);
      if (call == null) {
        return Optional.empty();
      }
      int result = -Answers.EINTR;
      try {
        while (isTheConnectionsOwnFault(-result) && call.goesOn()) {
          result = accept4(memory, fd);
        }
      } finally {
        call.leave();
      }
      if (result >= 0) {
        return Optional.of(accepted(memory, result));
      }
      if (result == -Answers.EAGAIN || isTheConnectionsOwnFault(-result)) {
        return Optional.empty();
      }
      throw PosixException.ofSocket("accept", -result, listener.toString());
    } finally {
      listener.done();
    }
  }

  private Optional<AcceptedSocket> acceptNow(CallMemory memory, int fd) throws IOException {
    int seen = DescriptorWaiter.beforeTry(listener, Readiness.READ);
    int result;
    do {
      result = accept4(memory, fd);
    } while (result < 0 && isTheConnectionsOwnFault(-result));
    if (result >= 0) {
      return Optional.of(accepted(memory, result));
    }
    if (result == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(listener, Readiness.READ, seen);
      return Optional.empty();
    }
    throw PosixException.ofSocket("accept", -result, listener.toString());
  }

  /** The number of the connection, or -errno. */
  private static int accept4(CallMemory memory, int fd) {
    MemorySegment length = memory.length();
    length.set(JAVA_INT, 0, SocketNames.LONGEST);
    return SocketSymbols.accept4(
        memory.errno(), fd, memory.room().address(), length.address(), FLAGS);
  }

  private static AcceptedSocket accepted(CallMemory memory, int number) throws IOException {
    PosixDescriptor socket = PosixDescriptor.ownSocket(number);
    try {
      int length = memory.length().get(JAVA_INT, 0);
      return new AcceptedSocket(socket, SocketNames.decode(memory.room(), length));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Errors that accept reports of a connection it has just dropped: the next one may be fine. */
  private static boolean isTheConnectionsOwnFault(int error) {
    return switch (Errno.of(error).orElse(Errno.EIO)) {
      case EINTR,
          ECONNABORTED,
          EPROTO,
          ENETDOWN,
          ENOPROTOOPT,
          EHOSTDOWN,
          ENONET,
          EHOSTUNREACH,
          ENETUNREACH ->
          true;
      default -> false;
    };
  }
}
