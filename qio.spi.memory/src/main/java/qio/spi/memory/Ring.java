package qio.spi.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import qio.api.channel.QioChannel;

/**
 * One direction of a pair: a bounded window of bytes between one writer and one reader, who share
 * no lock.
 *
 * <pre>
 *   OPEN --the writer ends--&gt; the reader drains, then finds the end
 *   OPEN --the reader ends--&gt; the writer's next write fails, the rest is dropped
 * </pre>
 *
 * <p>Each side moves its own count and looks at the other's. The bytes between the two counts are
 * the reader's, all others the writer's; the volatile write of a count hands them over.
 */
final class Ring {

  private final byte[] bytes;

  /** How many bytes were ever written; moved by the writer. */
  private final AtomicLong written = new AtomicLong();

  /** How many bytes were ever read; moved by the reader. */
  private final AtomicLong read = new AtomicLong();

  /** Set once, from any thread: nothing more will be written. */
  private volatile boolean writerDone;

  /** Set once, from any thread: nothing more will be read. */
  private volatile boolean readerDone;

  private final Waiters readers = new Waiters(this::isReadable);
  private final Waiters writers = new Waiters(this::isWritable);

  Ring(int window) {
    bytes = new byte[window];
  }

  /** Those who wait for something to read. */
  Waiters readers() {
    return readers;
  }

  /** Those who wait for room to write. */
  Waiters writers() {
    return writers;
  }

  /** Whether a read would answer at once, the end of the stream included. */
  boolean isReadable() {
    return readerDone || writerDone || written.get() != read.get();
  }

  /** Whether a write would answer at once, a failure included. */
  boolean isWritable() {
    return readerDone || writerDone || written.get() - read.get() < bytes.length;
  }

  boolean isWriterDone() {
    return writerDone;
  }

  boolean isReaderDone() {
    return readerDone;
  }

  void endWriting() {
    writerDone = true;
  }

  void endReading() {
    readerDone = true;
  }

  /** Tells both sides that something has changed for good. */
  void changed() {
    readers.changed();
    writers.changed();
  }

  /** Called by the reader. With {@code peek} the bytes stay. */
  long read(ByteBuffer[] dsts, int offset, int length, boolean peek) {
    if (readerDone) {
      return QioChannel.EOF;
    }
    boolean complete = writerDone; // before the count: what was written before the end is counted
    long from = read.get();
    long available = written.get() - from;
    if (available == 0) {
      return complete ? QioChannel.EOF : QioChannel.WOULD_BLOCK;
    }
    long at = from;
    for (int i = offset; i < offset + length && available > 0; i++) {
      int n = (int) Math.min(available, dsts[i].remaining());
      copyOut(at, dsts[i], n);
      at += n;
      available -= n;
    }
    if (!peek && at > from) {
      read.set(at);
      writers.changed();
    }
    return at - from;
  }

  private void copyOut(long at, ByteBuffer dst, int n) {
    int index = (int) (at % bytes.length);
    int untilWrap = Math.min(n, bytes.length - index);
    dst.put(bytes, index, untilWrap);
    dst.put(bytes, 0, n - untilWrap);
  }

  /** Called by the writer. */
  long write(ByteBuffer[] srcs, int offset, int length, String address) throws IOException {
    if (writerDone) {
      throw new IOException(
          address + ": this end was shut down for writing; write before the shutdown");
    }
    if (readerDone) {
      throw new IOException(
          address + ": broken pipe: the other end is closed or reads no more; connect again");
    }
    long from = written.get();
    long room = bytes.length - (from - read.get());
    if (room == 0) {
      return QioChannel.WOULD_BLOCK;
    }
    long at = from;
    for (int i = offset; i < offset + length && room > 0; i++) {
      int n = (int) Math.min(room, srcs[i].remaining());
      copyIn(at, srcs[i], n);
      at += n;
      room -= n;
    }
    if (at > from) {
      written.set(at);
      readers.changed();
    }
    return at - from;
  }

  private void copyIn(long at, ByteBuffer src, int n) {
    int index = (int) (at % bytes.length);
    int untilWrap = Math.min(n, bytes.length - index);
    src.get(bytes, index, untilWrap);
    src.get(bytes, 0, n - untilWrap);
  }
}
