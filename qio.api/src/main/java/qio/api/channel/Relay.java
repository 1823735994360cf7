package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes from one channel to another, as a proxy does: any number of times, telling how much
 * was moved and which end failed. {@link QioChannel#transferTo} is one such move.
 *
 * <p>Where both channels stand on descriptors the operating system moves the bytes ({@code
 * sendfile}, {@code splice}, {@code copy_file_range}) and they never come into this process;
 * everywhere else, through a layer for instance, they are copied. {@link #moveAvailable} copies
 * what is little, since that is cheaper, and holds a buffer or a pipe only while bytes flow: ten
 * thousand idle relays hold none.
 *
 * <p>While it moves, its thread is the reader of the source and the writer of the sink. If a move
 * fails or is interrupted no byte is lost while the source is open: what was taken out of it and
 * not written is what it reads next, though watches and handlers do not know of that. Descriptors
 * that come along are closed.
 *
 * <p>Used by one thread at a time; {@link #moved} may be called from any. It owns neither channel,
 * and holds nothing between two calls.
 */
public final class Relay {

  /** One of the two channels. */
  public enum End {
    /** The channel that is read. */
    SOURCE,
    /** The channel that is written. */
    SINK
  }

  /** How it ends that bytes are moved for a while. */
  private enum Pause {
    /** So many as were asked for are moved. */
    DONE,
    /** The source has ended. */
    ENDED,
    /** The source has no more for now. */
    DRAINED,
    /** Go on in the other way. */
    OTHER_WAY
  }

  /** How what is available is moved next. */
  private enum Way {
    /** Little comes at a time, as far as is known. */
    COPY,
    /** Much comes at a time. */
    KERNEL,
    /** The operating system cannot. */
    ALWAYS_COPY
  }

  /** The most that one call into the kernel moves: between two calls a close is noticed. */
  private static final long MOST_AT_ONCE = 16L << 20;

  /** What is less is copied the next time: it takes two calls, and a pipe is not held for it. */
  private static final long LITTLE = 32 << 10;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final QioChannel source;
  private final QioChannel sink;

  /** For calls with one buffer. */
  private final ByteBuffer[] one = {NOTHING};

  /** Written by the relay's thread alone. */
  private final AtomicLong total = new AtomicLong();

  // of the call under way
  private long count;
  private long moved;
  private End at = End.SOURCE;

  /** Which end made the last call fail; null if it did not. */
  private @Nullable End failed;

  private Way way = Way.COPY;

  private Relay(QioChannel source, QioChannel sink) {
    this.source = source;
    this.sink = sink;
  }

  /**
   * A relay between two open channels.
   *
   * @param source read from
   * @param sink written to
   * @return the relay
   * @throws IllegalArgumentException if both are the same
   */
  public static Relay of(QioChannel source, QioChannel sink) {
    if (sink == source) {
      throw new IllegalArgumentException(
          source.address() + ": a channel cannot be moved into itself");
    }
    return new Relay(source, sink);
  }

  /**
   * Moves bytes, waiting in either mode for both channels, until so many are moved or the source
   * has ended.
   *
   * @param most how many bytes at most; {@link Long#MAX_VALUE} for all there are
   * @return the bytes moved; fewer than asked for, 0 too, only if the stream ended
   * @throws IllegalArgumentException if the count is negative
   * @throws java.nio.channels.ReadPendingException if another thread is reading the source
   * @throws java.nio.channels.WritePendingException if another thread is writing the sink
   * @throws java.io.InterruptedIOException if the thread is interrupted; it tells the bytes moved
   * @throws java.nio.channels.AsynchronousCloseException if either channel is closed meanwhile
   * @throws IOException if either channel fails; {@link #failedEnd} tells which
   */
  public long move(long most) throws IOException {
    return call(most, false);
  }

  /**
   * Moves what is there. Waits for the first byte as a read does, in blocking mode only, and then
   * for nothing but the sink: it returns as soon as the source has no more for now.
   *
   * @param most how many bytes at most, at least one
   * @return the bytes moved, one at least; {@link QioChannel#EOF} at the end of the stream, {@link
   *     QioChannel#WOULD_BLOCK} if the source is in non-blocking mode and nothing is there
   * @throws IllegalArgumentException if the count is not positive
   * @throws java.nio.channels.ReadPendingException if another thread is reading the source
   * @throws java.nio.channels.WritePendingException if another thread is writing the sink
   * @throws java.io.InterruptedIOException if the thread is interrupted; it tells the bytes moved
   * @throws java.nio.channels.AsynchronousCloseException if either channel is closed meanwhile
   * @throws IOException if either channel fails; {@link #failedEnd} tells which
   */
  public long moveAvailable(long most) throws IOException {
    if (most == 0) {
      throw new IllegalArgumentException(source.address() + ": asked to move no byte");
    }
    return call(most, true);
  }

  /**
   * How many bytes have reached the sink by all calls together. From any thread, also meanwhile.
   *
   * @return the count so far
   */
  public long moved() {
    return total.getAcquire();
  }

  /**
   * Which end made the last call fail. A close or an interrupt is of the end where the thread was.
   *
   * @return the end; empty if the last call did not fail
   */
  public Optional<End> failedEnd() {
    return Optional.ofNullable(failed);
  }

  // ---- one call ----

  private long call(long most, boolean available) throws IOException {
    if (most < 0) {
      throw new IllegalArgumentException(
          source.address() + ": a count of bytes is not negative, but this one is " + most);
    }
    count = most;
    moved = 0;
    failed = null;
    at = End.SINK;
    boolean done = false;
    try {
      long answer = insideBoth(available);
      done = true;
      return answer;
    } finally {
      if (!done) {
        failed = at;
      }
    }
  }

  private long insideBoth(boolean available) throws IOException {
    sink.enter(IoCondition.OUT);
    try {
      at = End.SOURCE;
      source.enter(IoCondition.IN);
      source.beginTransfer(sink);
      long answer;
      try {
        answer = available ? whatIsThere() : everything();
      } finally {
        source.endTransfer(sink);
        source.leave(IoCondition.IN);
      }
      at = End.SINK;
      sink.awaitSent(moved);
      return answer;
    } finally {
      sink.leave(IoCondition.OUT);
    }
  }

  private long everything() throws IOException {
    Pause pause = moveInKernel(true);
    if (pause == Pause.OTHER_WAY) {
      while (copy(true) == Pause.DRAINED) {
        awaitSource();
      }
    }
    return moved;
  }

  private long whatIsThere() throws IOException {
    for (; ; ) {
      boolean waits = source.blocking();
      if (waits && source.expectsNothing()) {
        awaitSource();
      }
      Pause pause = moveWhatIsThere();
      if (moved > 0) {
        return moved;
      }
      if (pause == Pause.ENDED) {
        return QioChannel.EOF;
      }
      if (!waits) {
        return QioChannel.WOULD_BLOCK;
      }
      awaitSource();
    }
  }

  private Pause moveWhatIsThere() throws IOException {
    if (way != Way.KERNEL) {
      Pause pause = copy(false);
      if (pause != Pause.OTHER_WAY) {
        return pause;
      }
      way = Way.KERNEL;
    }
    Pause pause = moveInKernel(false);
    if (pause == Pause.OTHER_WAY) {
      way = Way.ALWAYS_COPY;
      return copy(false);
    }
    if (moved < LITTLE) {
      way = Way.COPY;
    }
    return pause;
  }

  private long left(long most) {
    return Math.min(most, count - moved);
  }

  private void advance(long n) {
    moved += n;
    total.setRelease(total.getPlain() + n);
  }

  private void awaitSource() throws IOException {
    at = End.SOURCE;
    source.sleepAsSuits(IoCondition.IN, moved);
  }

  private void awaitSink() throws IOException {
    at = End.SINK;
    sink.sleepAsSuits(IoCondition.OUT, moved);
  }

  private void checkBoth() throws IOException {
    at = End.SINK;
    sink.checkAwake(moved);
    at = End.SOURCE;
    source.checkAwake(moved);
  }

  // ---- in the kernel ----

  /** {@link Pause#OTHER_WAY} if the rest must be copied. */
  private Pause moveInKernel(boolean everything) throws IOException {
    Descriptor into = sink.ioSinkDescriptor().orElse(null);
    if (into == null || source.hasUnread()) {
      return Pause.OTHER_WAY;
    }
    try {
      Pause pause = moveInKernel(into, everything);
      putBack(source.ioTransferEnd());
      return pause;
    } catch (IOException | RuntimeException e) {
      endAfter(e);
      throw e;
    }
  }

  private Pause moveInKernel(Descriptor into, boolean everything) throws IOException {
    while (moved < count) {
      checkBoth();
      long n = transferTo(into);
      if (n > 0) {
        advance(n);
      } else if (n == QioChannel.EOF) {
        return Pause.ENDED;
      } else if (n == QioChannel.SINK_FULL) {
        awaitSink();
      } else if (n != QioChannel.WOULD_BLOCK) {
        return Pause.OTHER_WAY;
      } else if (everything) {
        awaitSource();
      } else {
        return Pause.DRAINED;
      }
    }
    return Pause.DONE;
  }

  private long transferTo(Descriptor into) throws IOException {
    try {
      return source.ioTransferTo(into, left(MOST_AT_ONCE));
    } catch (SinkFailedException e) {
      at = End.SINK;
      throw e.failure();
    }
  }

  private void endAfter(Exception failure) {
    try {
      putBack(source.ioTransferEnd());
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void putBack(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      source.putBack(bytes);
    }
  }

  // ---- copying ----

  /** {@link Pause#OTHER_WAY} if so much comes at a time that the kernel might do better. */
  private Pause copy(boolean everything) throws IOException {
    ByteBuffer buffer = RelayBuffers.take();
    one[0] = buffer;
    try {
      while (moved < count) {
        buffer.clear().limit((int) left(buffer.capacity()));
        Pause pause = copyStep(buffer, everything);
        if (pause != Pause.DONE) {
          return pause;
        }
      }
      return Pause.DONE;
    } finally {
      one[0] = NOTHING;
      RelayBuffers.give(buffer);
    }
  }

  /** Moves what one read gives; {@link Pause#DONE} if there may be more. */
  private Pause copyStep(ByteBuffer buffer, boolean everything) throws IOException {
    checkBoth();
    long n = source.readOnce(one, 0, 1, null, Set.of());
    if (n == QioChannel.EOF) {
      return Pause.ENDED;
    }
    if (n == QioChannel.WOULD_BLOCK) {
      return Pause.DRAINED;
    }
    boolean full = !buffer.hasRemaining();
    buffer.flip();
    try {
      writeAll(buffer);
    } catch (IOException | RuntimeException e) {
      takeBack(buffer, e);
      throw e;
    }
    if (everything) {
      return Pause.DONE;
    }
    return full ? afterFullBuffer() : Pause.DRAINED;
  }

  private Pause afterFullBuffer() {
    return way == Way.COPY && moved < count ? Pause.OTHER_WAY : Pause.DONE;
  }

  private void writeAll(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      long n = write(buffer);
      if (n == QioChannel.WOULD_BLOCK) {
        awaitSink();
        checkBoth();
      } else {
        advance(n);
      }
    }
  }

  /** One write; of one that fails nothing has been moved, however far a layer has come. */
  private long write(ByteBuffer buffer) throws IOException {
    at = End.SINK;
    int before = buffer.position();
    boolean done = false;
    try {
      long n = sink.ioWritev(one, 0, 1, List.of(), Set.of());
      done = true;
      return n;
    } finally {
      if (!done) {
        buffer.position(before);
      }
    }
  }

  /** What was read and not written: a position goes back, a stream keeps the bytes. */
  private void takeBack(ByteBuffer buffer, Exception failure) {
    int rest = buffer.remaining();
    if (rest == 0) {
      return;
    }
    if (source.hasFeature(ChannelFeature.SEEKABLE) && !source.hasUnread()) {
      try {
        long _ = source.ioSeek(-rest, SeekOrigin.CURRENT);
        return;
      } catch (IOException e) {
        failure.addSuppressed(e); // then the bytes are kept
      }
    }
    source.putBack(ByteBuffer.allocate(rest).put(buffer).flip());
  }

  /** Moves bytes between buffers; answers how many. */
  static long pour(ByteBuffer from, @Nullable ByteBuffer[] dsts, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length && from.hasRemaining(); i++) {
      ByteBuffer dst = dsts[i];
      if (dst != null) {
        int n = Math.min(from.remaining(), dst.remaining());
        dst.put(dst.position(), from, from.position(), n);
        dst.position(dst.position() + n);
        from.position(from.position() + n);
        sum += n;
      }
    }
    return sum;
  }
}
