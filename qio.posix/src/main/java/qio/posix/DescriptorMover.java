package qio.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.api.channel.SinkFailedException;
import qio.posix.libc.CallMemory;
import qio.posix.libc.TransferSymbols;

/**
 * Moves bytes out of a descriptor into another one inside the kernel, from position to position. A
 * channel has one for its reading side; a transfer is any number of {@link #move}s with one sink
 * and an {@link #end}.
 *
 * <p>No call waits for a peer. {@code sendfile} and {@code splice} have no flag that keeps them
 * from waiting for a socket, so sockets whose {@code O_NONBLOCK} is not set, because others share
 * them, are left to be copied; the flag is not touched.
 *
 * <p>Between two sockets the bytes pass through a pipe, which lives as long as the transfer. What
 * is still in it at the end is handed back.
 *
 * <p>Used by one thread at a time, the channel's reader.
 */
public final class DescriptorMover {

  /** What the kernel says where a call is not meant for these two: then the bytes are copied. */
  private static final Set<Errno> NOT_FOR_THESE =
      Set.of(
          Errno.EINVAL,
          Errno.ENOSYS,
          Errno.EOPNOTSUPP,
          Errno.EXDEV,
          Errno.EBADF,
          Errno.ESPIPE,
          Errno.EPERM,
          Errno.EOVERFLOW);

  private static final int FLAGS =
      TransferSymbols.SPLICE_F_MOVE | TransferSymbols.SPLICE_F_NONBLOCK;

  private final PosixDescriptor source;

  // the state of the transfer under way

  private @Nullable PosixDescriptor sink;
  private @Nullable KernelRoute route;
  private boolean fromSocket;
  private boolean intoSocket;
  private @Nullable TransferPipe pipe;

  /**
   * Prepares transfers out of a descriptor.
   *
   * @param source the descriptor
   */
  public DescriptorMover(PosixDescriptor source) {
    this.source = source;
  }

  /**
   * Moves some bytes.
   *
   * @param sink where they go, the same one until {@link #end}
   * @param count how many at most, at least one
   * @return how many the sink has got; -1 at the end of the stream; -2 if the source has none now;
   *     -3 if the sink takes none now; -4 if the kernel cannot move bytes between these two
   * @throws java.nio.channels.ClosedChannelException if either descriptor is closed
   * @throws SinkFailedException if the sink fails; the message names both
   * @throws IOException if the source fails
   */
  public long move(Descriptor sink, long count) throws IOException {
    if (!(sink instanceof PosixDescriptor into)) {
      return Answers.NOT_SUPPORTED;
    }
    if (route == null || this.sink != into) {
      begin(into);
    }
    if (route == KernelRoute.NONE || mayWait(into)) {
      return Answers.NOT_SUPPORTED;
    }
    int in = source.use();
    try {
      int out = into.use();
      try (CallMemory memory = CallMemory.take()) {
        return move(memory, in, into, out, count);
      } finally {
        into.done();
      }
    } finally {
      source.done();
    }
  }

  /**
   * Ends a transfer.
   *
   * @return the bytes that were taken out of the source and are not in the sink; usually none
   * @throws IOException if they cannot be had back
   */
  public ByteBuffer end() throws IOException {
    TransferPipe used = pipe;
    route = null;
    sink = null;
    pipe = null;
    return used == null ? ByteBuffer.allocate(0) : used.drain();
  }

  /** How the transfer under way moves its bytes; {@link KernelRoute#NONE} before the first. */
  KernelRoute route() {
    KernelRoute chosen = route;
    return chosen == null ? KernelRoute.NONE : chosen;
  }

  private void begin(PosixDescriptor into) throws IOException {
    source.counted().show();
    into.counted().show();
    DescriptorKind from = source.kind();
    DescriptorKind to = into.kind();
    fromSocket = from == DescriptorKind.SOCKET;
    intoSocket = to == DescriptorKind.SOCKET;
    route = KernelRoute.between(from, to);
    sink = into;
  }

  private boolean mayWait(PosixDescriptor into) throws IOException {
    return (fromSocket && !source.isNonBlocking()) || (intoSocket && !into.isNonBlocking());
  }

  // ---- inside

  private long move(CallMemory memory, int in, PosixDescriptor into, int out, long count)
      throws IOException {
    return switch (route()) {
      case SENDFILE -> file(into, memory, "sendfile", in, out, count);
      case COPY_FILE_RANGE -> file(into, memory, "copy_file_range", in, out, count);
      case SPLICE -> splice(into, memory, in, out, count);
      case SPLICE_THROUGH_PIPE -> throughPipe(into, memory, in, out, count);
      case NONE -> Answers.NOT_SUPPORTED;
    };
  }

  /** Out of a file. That it has ended is for a read to say: some files only look empty here. */
  private long file(
      PosixDescriptor into, CallMemory memory, String call, int in, int out, long count)
      throws IOException {
    int seen = DescriptorWaiter.beforeTry(into, Readiness.WRITE);
    long n;
    do {
      n =
          call.equals("sendfile")
              ? TransferSymbols.sendfile(memory.errno(), out, in, count)
              : TransferSymbols.copyFileRange(memory.errno(), in, out, count);
    } while (n == -Answers.EINTR);
    if (n == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(into, Readiness.WRITE, seen);
      return Answers.SINK_FULL;
    }
    return n == 0 ? Answers.NOT_SUPPORTED : answer(call, n, into);
  }

  private long answer(String call, long n, PosixDescriptor into) throws IOException {
    if (n >= 0) {
      return n == 0 ? Answers.EOF : n;
    }
    if (isNotForThese(n)) {
      return Answers.NOT_SUPPORTED;
    }
    IOException failure = failure(call, n, into);
    if (isOfSink((int) -n)) {
      throw new SinkFailedException(failure);
    }
    throw failure;
  }

  private static boolean isNotForThese(long n) {
    return Errno.of((int) -n).filter(NOT_FOR_THESE::contains).isPresent();
  }

  private IOException failure(String call, long n, PosixDescriptor into) {
    String where = source + " to " + into;
    return fromSocket || intoSocket
        ? PosixException.ofSocket(call, (int) -n, where)
        : new PosixException(call, (int) -n, where);
  }

  /** Whose failure a call's is that touches both ends: a socket's unless the pipe has no reader. */
  private boolean isOfSink(int errno) {
    return fromSocket ? errno == Errno.EPIPE.number() : errno != Errno.EIO.number();
  }

  /** Out of a pipe or into one. The kernel does not say which of the two has made it give up. */
  private long splice(PosixDescriptor into, CallMemory memory, int in, int out, long count)
      throws IOException {
    int reading = DescriptorWaiter.beforeTry(source, Readiness.READ);
    int writing = DescriptorWaiter.beforeTry(into, Readiness.WRITE);
    long n = splice(memory, in, out, count);
    if (n != -Answers.EAGAIN) {
      boolean file = n == 0 && source.kind() == DescriptorKind.REGULAR_FILE;
      return file ? Answers.NOT_SUPPORTED : answer("splice", n, into);
    }
    if (source.poll(Readiness.READ) == Readiness.NONE) {
      DescriptorWaiter.wouldBlock(source, Readiness.READ, reading);
      return Answers.WOULD_BLOCK;
    }
    DescriptorWaiter.wouldBlock(into, Readiness.WRITE, writing);
    return Answers.SINK_FULL;
  }

  private static long splice(CallMemory memory, int in, int out, long count) {
    long n;
    do {
      n = TransferSymbols.splice(memory.errno(), in, out, count, FLAGS);
    } while (n == -Answers.EINTR);
    return n;
  }

  private long throughPipe(PosixDescriptor into, CallMemory memory, int in, int out, long count)
      throws IOException {
    TransferPipe way = pipe;
    if (way == null) {
      way = TransferPipe.open();
      pipe = way;
    }
    if (way.isEmpty()) {
      int reading = DescriptorWaiter.beforeTry(source, Readiness.READ);
      long n = way.taken(splice(memory, in, way.entrance(), count));
      if (n == -Answers.EAGAIN) {
        DescriptorWaiter.wouldBlock(source, Readiness.READ, reading);
        return Answers.WOULD_BLOCK;
      }
      if (n <= 0) {
        return answer("splice", n, into);
      }
    }
    int writing = DescriptorWaiter.beforeTry(into, Readiness.WRITE);
    long n = way.given(splice(memory, way.exit(), out, way.held()));
    if (n == -Answers.EAGAIN) {
      DescriptorWaiter.wouldBlock(into, Readiness.WRITE, writing);
      return Answers.SINK_FULL;
    }
    if (n < 0 && !isNotForThese(n)) {
      throw new SinkFailedException(failure("splice", n, into));
    }
    return n == 0 ? Answers.NOT_SUPPORTED : answer("splice", n, into);
  }
}
