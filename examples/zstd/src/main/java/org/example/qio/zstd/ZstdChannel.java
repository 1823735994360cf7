package org.example.qio.zstd;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import qio.api.aio.AioContext;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.FilterChannel;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.channel.ReadFlag;
import qio.api.channel.ShutdownMode;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/**
 * Zstandard over a channel: one frame goes out, frames one after the other come in. A write is
 * flushed, so that a question reaches the peer before its answer is waited for.
 */
final class ZstdChannel extends FilterChannel {

  private static final System.Logger LOG = System.getLogger(ZstdChannel.class.getName());

  private final ZstdSettings settings;
  private final Decompression reading;
  private final Compression writing;
  private final ReentrantLock tailLock = new ReentrantLock();
  private WatchSource tail; // guarded by tailLock
  private boolean tailStopped; // guarded by tailLock
  private volatile boolean readingShut;

  /** Whether the channel below is to be half-closed when all is sent. */
  private volatile boolean halfClose;

  ZstdChannel(QioChannel below, ZstdSettings settings) {
    super("zstd", below);
    this.settings = settings;
    this.reading = new Decompression(address(), settings.window(), this::readBelow);
    this.writing = new Compression(address(), settings.level(), this::writeBelow);
    for (ChannelFeature each : List.of(ChannelFeature.SHUTDOWN, ChannelFeature.CONCURRENT_IO)) {
      if (below.hasFeature(each)) {
        setFeature(each);
      }
    }
  }

  // ---- transfers ----

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts, int offset, int length, DescriptorList received, Set<ReadFlag> flags)
      throws IOException {
    if (readingShut) {
      return EOF;
    }
    boolean relaxed = settings.relaxedEof() || flags.contains(ReadFlag.RELAXED_EOF);
    long n = reading.read(dsts, offset, length, relaxed);
    if (reading.isReady()) {
      pendingChanged();
    }
    return n;
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    long n = writing.write(srcs, offset, length);
    if (!isBlocking()) {
      sendLater(); // a call that waits sends the rest itself, see ioSent
    }
    return n;
  }

  @Override
  protected boolean ioSent() throws IOException {
    return writing.send() && sentBelow();
  }

  @Override
  protected int ioPending() {
    int read = readingShut || reading.isReady() ? Readiness.READ : Readiness.NONE;
    return writing.isOver() ? read | Readiness.WRITE : read;
  }

  // ---- what is held ----

  /** Sees to it that what is held is sent when there is room, whether or not anybody comes back. */
  private void sendLater() {
    if (!writing.isHolding()) {
      return;
    }
    tailLock.lock();
    try {
      if (!tailStopped && (tail == null || !tail.isOpen())) {
        Set<IoCondition> room = IoCondition.of(IoCondition.OUT, IoCondition.ERR, IoCondition.HUP);
        tail = below().addWatch(room, (channel, ready) -> sendMore(), AioContext.main());
      }
    } catch (IOException e) {
      // Cannot be watched: it goes with the next write or with close.
      LOG.log(System.Logger.Level.DEBUG, "no watch for what is held", e);
    } finally {
      tailLock.unlock();
    }
  }

  private boolean sendMore() {
    tailLock.lock();
    try {
      if (!writing.send()) {
        return true;
      }
      shutBelow();
      tail = null;
    } catch (IOException e) {
      // Who writes next meets it too; if nobody does, close tells that data are lost.
      LOG.log(System.Logger.Level.DEBUG, "what is held was not sent", e);
      tail = null;
      pendingChanged();
    } finally {
      tailLock.unlock();
    }
    return false;
  }

  private void stopTail() {
    WatchSource last;
    tailLock.lock();
    try {
      tailStopped = true;
      last = tail;
      tail = null;
    } finally {
      tailLock.unlock();
    }
    if (last != null) {
      last.close();
    }
  }

  // ---- the end ----

  @Override
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    if (mode.endsReading()) {
      readingShut = true;
      below().shutdown(ShutdownMode.READ);
    }
    if (mode.endsWriting()) {
      halfClose = true;
      writing.finish();
      if (writing.send()) {
        shutBelow();
      } else {
        sendLater();
      }
    }
    pendingChanged();
  }

  private void shutBelow() throws IOException {
    if (halfClose) {
      halfClose = false;
      below().shutdown(ShutdownMode.WRITE);
    }
  }

  /** The frame is ended and sent before the layers below say farewell. */
  @Override
  protected QioTask<Void> ioBye() {
    return QioTask.runInThread(
        this,
        "zstd-bye",
        () -> {
          writing.finish();
          sendWithin(settings.closeTimeout().toNanos());
          return below().bye().await();
        });
  }

  @Override
  protected void ioClose() throws IOException {
    stopTail();
    try {
      if (!writing.hasFailed()) { // if it has, who wrote knows
        sendWithin(settings.closeTimeout().toNanos());
        endFrame();
      }
    } finally {
      writing.release();
      reading.release();
      below().close();
    }
  }

  /** All data are sent; that a peer which is gone does not get the end of the frame is no loss. */
  private void endFrame() {
    try {
      writing.finish();
      sendWithin(settings.closeTimeout().toNanos());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the end of the frame was not sent", e);
    }
  }

  private void sendWithin(long limit) throws IOException {
    long end = System.nanoTime() + limit;
    try {
      while (!writing.send()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new IOException(
              address()
                  + ": closed before all that was written was sent: the peer took nothing for "
                  + settings.closeTimeout().toMillis()
                  + " ms (close-timeout)");
        }
        awaitBelow(IoCondition.OUT, left);
      }
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }

  /** What travels below is compressed; lending it would only break the stream. */
  @Override
  public Optional<Descriptor> descriptor() {
    return Optional.empty();
  }
}
