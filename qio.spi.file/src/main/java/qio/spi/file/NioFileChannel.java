package qio.spi.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.ShutdownMode;
import qio.api.channel.WatchHandlers;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/**
 * A regular file over {@link FileChannel}. It keeps the position itself, and every transfer but an
 * appending one names the place where it happens; so a file that the JDK has closed can be opened
 * again and gone on with.
 */
final class NioFileChannel extends QioChannel {

  /** The most that one call hands to the JDK, which copies it through a direct buffer it keeps. */
  private static final int CHUNK = 1 << 20;

  private final Access access;
  private final SteadyFile file;
  private final Ending ending;
  private final WatchHandlers handlers = new WatchHandlers(this);

  /** Reading and writing at the position exclude each other, as they do in the kernel. */
  private final ReentrantLock positionLock = new ReentrantLock();

  private long position; // guarded by positionLock

  NioFileChannel(OpenRequest request, SteadyFile file, Ending ending) {
    super(request.address());
    this.access = Access.of(request.mode());
    this.file = file;
    this.ending = ending;
    if (ending.canBeCompleted()) {
      setFeature(ChannelFeature.SHUTDOWN);
    }
    setFeature(ChannelFeature.SEEKABLE);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    access.requireRead(address());
    positionLock.lock();
    try {
      long n = readAt(dsts, offset, length, position);
      position += Math.max(n, 0);
      return n;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    access.requireWrite(address());
    ending.requireIncomplete();
    positionLock.lock();
    try {
      if (access.appends()) {
        long n = append(srcs, offset, length);
        position = file.call(FileChannel::position);
        return n;
      }
      long n = writeAt(srcs, offset, length, position);
      position += n;
      return n;
    } catch (IOException e) {
      ending.failed(e);
      throw e;
    } finally {
      positionLock.unlock();
    }
  }

  /** The JDK does not tell where a file has holes, so everything up to the end is data. */
  @Override
  protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
    positionLock.lock();
    try {
      boolean sized = origin == SeekOrigin.END || origin.searches();
      long size = sized ? file.call(FileChannel::size) : 0;
      if (origin.searches() && offset >= size) {
        return EOF;
      }
      long from =
          switch (origin) {
            case SET, DATA -> 0;
            case CURRENT -> position;
            case END -> size;
            case HOLE -> size - offset;
          };
      long to = from + offset;
      if (to < 0) {
        throw Positions.outside(address(), offset, origin, null);
      }
      position = to;
      return to;
    } finally {
      positionLock.unlock();
    }
  }

  @Override
  protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long at) throws IOException {
    access.requireRead(address());
    return readAt(dsts, offset, length, at);
  }

  @Override
  protected long ioPwritev(ByteBuffer[] srcs, int offset, int length, long at) throws IOException {
    access.requireWriteAt(address());
    ending.requireIncomplete();
    try {
      return writeAt(srcs, offset, length, at);
    } catch (IOException e) {
      ending.failed(e);
      throw e;
    }
  }

  /** The end of reading is nobody's business; the end of writing makes a new file complete. */
  @Override
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    if (mode.endsWriting()) {
      ending.complete();
    }
  }

  /** Fills the buffers one after the other until the end of the file. */
  private long readAt(ByteBuffer[] dsts, int offset, int length, long at) throws IOException {
    long done = 0;
    for (int i = offset; i < offset + length; i++) {
      while (dsts[i].hasRemaining()) {
        int n;
        try {
          n = readAt(dsts[i], at + done);
        } catch (IOException e) {
          return partOr(done, e);
        }
        if (n < 0) {
          return done == 0 ? EOF : done;
        }
        done += n;
      }
    }
    return done;
  }

  /** What was moved before a failure counts; the call that goes on from there meets the failure. */
  private static long partOr(long done, IOException failure) throws IOException {
    if (done == 0) {
      throw failure;
    }
    return done;
  }

  private int readAt(ByteBuffer dst, long at) throws IOException {
    int start = dst.position();
    int limit = dst.limit();
    dst.limit(chunkEnd(start, limit));
    try {
      return (int)
          file.call(
              channel -> {
                dst.position(start);
                return channel.read(dst, at);
              });
    } finally {
      dst.limit(limit);
    }
  }

  private long writeAt(ByteBuffer[] srcs, int offset, int length, long at) throws IOException {
    long done = 0;
    for (int i = offset; i < offset + length; i++) {
      while (srcs[i].hasRemaining()) {
        try {
          done += writeAt(srcs[i], at + done);
        } catch (IOException e) {
          return partOr(done, e);
        }
      }
    }
    return done;
  }

  private int writeAt(ByteBuffer src, long at) throws IOException {
    int start = src.position();
    int limit = src.limit();
    src.limit(chunkEnd(start, limit));
    try {
      return (int)
          file.call(
              channel -> {
                src.position(start); // the same bytes to the same place: to do so twice is harmless
                return channel.write(src, at);
              });
    } finally {
      src.limit(limit);
    }
  }

  private static int chunkEnd(int start, int limit) {
    return Math.min(limit, start + Math.min(CHUNK, limit - start));
  }

  /** One call for all buffers, so that nobody's bytes come in between. */
  private long append(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long before = remaining(srcs, offset, length);
    return file.call(
        channel -> {
          // If the JDK closes the file after it has written, the buffers have moved on: not again.
          long written = before - remaining(srcs, offset, length);
          return written > 0 ? written : channel.write(srcs, offset, length);
        });
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return SteadyWatch.of(this, conditions);
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    handlers.set(readContext, read, writeContext, write);
  }

  /** A regular file is ready in either mode. */
  @Override
  protected void ioSetBlocking(boolean blocking) {}

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) {
    return true;
  }

  @Override
  protected void ioClose() throws IOException {
    try (file) {
      ending.close();
    }
  }
}
