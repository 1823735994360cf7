package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@link QioChannel#transferTo}: moves bytes from a channel to another and waits for both.
 *
 * <pre>
 *   IN THE KERNEL --the two cannot--&gt; COPYING --&gt; done
 * </pre>
 *
 * <p>It is the reader of the one and the writer of the other for its whole time. What has been
 * taken out of the source and is not in the sink when it ends is put back. Used by one thread.
 */
final class Relay {

  /** The most that one call into the kernel moves: between two calls a close is noticed. */
  private static final long MOST_AT_ONCE = 16L << 20;

  private final QioChannel source;
  private final QioChannel sink;
  private final long count;
  private long moved;

  Relay(QioChannel source, QioChannel sink, long count) {
    this.source = source;
    this.sink = sink;
    this.count = count;
  }

  /** Answers how many bytes were moved. */
  long run() throws IOException {
    sink.enter(IoCondition.OUT);
    try {
      source.enter(IoCondition.IN);
      source.beginTransfer(sink);
      try {
        if (!moveInKernel()) {
          copy();
        }
      } finally {
        source.endTransfer(sink);
        source.leave(IoCondition.IN);
      }
      sink.awaitSent(moved);
    } finally {
      sink.leave(IoCondition.OUT);
    }
    return moved;
  }

  private long left(long most) {
    return Math.min(most, count - moved);
  }

  private void checkBoth() throws IOException {
    source.checkAwake(moved);
    sink.checkAwake(moved);
  }

  // ---- in the kernel ----

  /** False if the rest must be copied. */
  private boolean moveInKernel() throws IOException {
    Descriptor into = sink.ioSinkDescriptor().orElse(null);
    if (into == null || source.hasUnread()) {
      return false;
    }
    try {
      boolean done = moveInKernel(into);
      putBack(source.ioTransferEnd());
      return done;
    } catch (IOException | RuntimeException e) {
      endAfter(e);
      throw e;
    }
  }

  private boolean moveInKernel(Descriptor into) throws IOException {
    while (moved < count) {
      checkBoth();
      long n = source.ioTransferTo(into, left(MOST_AT_ONCE));
      if (n > 0) {
        moved += n;
      } else if (n == QioChannel.EOF) {
        return true;
      } else if (n == QioChannel.WOULD_BLOCK) {
        source.sleepAsSuits(IoCondition.IN, moved);
      } else if (n == QioChannel.SINK_FULL) {
        sink.sleepAsSuits(IoCondition.OUT, moved);
      } else {
        return false;
      }
    }
    return true;
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

  private void copy() throws IOException {
    ByteBuffer buffer = RelayBuffers.take();
    try {
      ByteBuffer[] one = {buffer};
      while (moved < count && copyStep(one, buffer)) {
        // all the work is done there
      }
    } finally {
      RelayBuffers.give(buffer);
    }
  }

  /** Moves what one read gives; false at the end of the stream. */
  private boolean copyStep(ByteBuffer[] one, ByteBuffer buffer) throws IOException {
    checkBoth();
    buffer.clear().limit((int) left(buffer.capacity()));
    long n = source.readOnce(one, 0, 1, null, Set.of());
    if (n == QioChannel.EOF) {
      return false;
    }
    if (n == QioChannel.WOULD_BLOCK) {
      source.sleepAsSuits(IoCondition.IN, moved);
      return true;
    }
    buffer.flip();
    try {
      writeAll(one, buffer);
    } catch (IOException | RuntimeException e) {
      takeBack(buffer, e);
      throw e;
    }
    return true;
  }

  private void writeAll(ByteBuffer[] one, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      long n = sink.ioWritev(one, 0, 1, List.of(), Set.of());
      if (n == QioChannel.WOULD_BLOCK) {
        sink.sleepAsSuits(IoCondition.OUT, moved);
        checkBoth();
      } else {
        moved += n;
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
