package qio.spi.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
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
import qio.spi.tls.engine.BufferPool;
import qio.spi.tls.engine.HandshakeMachine;
import qio.spi.tls.engine.Inbound;
import qio.spi.tls.engine.Outbound;

/**
 * TLS over another channel: ties the channel contract to the parts that do the work, {@link
 * TlsHandshake} first, then {@link TlsReading} and {@link TlsWriting}, which know nothing of each
 * other but that a reader may have something to send: the answer to a key update, an alert.
 *
 * <p>Waiting is simple because the handshake has a thread of its own: until it is over, everybody
 * waits for it and it alone waits below; afterwards a reader waits below for {@code IN} and a
 * writer for {@code OUT}, and what a full channel below did not take is sent when it has room, by
 * whoever comes first ({@link TailSender}).
 *
 * <p>{@code shutdown(WRITE)} sends {@code close_notify} and leaves the channel below as it is. With
 * TLS 1.3 the peer may go on sending for as long as it likes. With TLS 1.2 it may, by RFC 5246,
 * answer by closing at once and drop what it has not sent, and there is no other way to tell it the
 * end: end the writing of a TLS 1.2 connection last.
 */
final class TlsChannel extends FilterChannel {

  private final TlsSettings settings;
  private final SSLEngine engine;
  private final TlsHandshake handshake;
  private final TlsReading reading;
  private final TlsWriting writing;
  private final HandshakeDriver driver;
  private final DeferredHandlers handlers;

  /** Written by the handshake before it is done; read by whoever has seen that it is. */
  private volatile @Nullable TlsSession session;

  TlsChannel(QioChannel below, SSLEngine engine, TlsSettings settings, BufferPool pool) {
    super("tls", below);
    this.settings = settings;
    this.engine = engine;
    var lock = new ReentrantLock();
    var inbound = new Inbound(engine, pool);
    var outbound = new Outbound(engine, pool);
    var diagnosis = new TlsDiagnosis(address(), settings.role(), settings.handshakeTimeout());
    Below io =
        new Below(address(), this::readBelow, this::writeBelow, this::sentBelow, this::awaitBelow);
    writing = new TlsWriting(below, io, outbound, lock, diagnosis, this::pendingChanged);
    reading = new TlsReading(io, engine, inbound, writing, diagnosis);
    driver =
        new HandshakeDriver(
            io,
            new HandshakeMachine(engine, inbound, outbound),
            inbound,
            outbound,
            lock,
            settings.tasks());
    handshake =
        new TlsHandshake(
            address(),
            settings.handshakeTimeout(),
            this::shakeHands,
            why -> diagnosis.ofHandshake(why, inbound));
    handlers = new DeferredHandlers(handshake, this::install);
    setFeature(ChannelFeature.SHUTDOWN);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  // ---- the handshake ----

  private void shakeHands(long deadline) throws IOException {
    long startMillis = System.currentTimeMillis();
    driver.run(deadline);
    try {
      settings.peerCheck().check(engine.getSession());
    } catch (IOException e) {
      writing.abandon();
      throw e;
    }
    session = TlsSession.of(engine, startMillis);
    reading.begin();
    writing.begin();
  }

  @Override
  protected QioTask<Void> ioHandshake() {
    return handshake.task(this);
  }

  @Override
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    if (kind != TlsSession.class) {
      return super.ioFacts(kind);
    }
    TlsSession known = handshake.hasSucceeded() ? session : null;
    return known == null ? Optional.empty() : Optional.of(kind.cast(known));
  }

  // ---- transfers ----

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    if (reading.isShut()) {
      return EOF;
    }
    if (!handshake.isDone()) {
      return WOULD_BLOCK;
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
    return handshake.isDone() ? writing.write(srcs, offset, length, isBlocking()) : WOULD_BLOCK;
  }

  @Override
  protected boolean ioSent() throws IOException {
    return writing.isSent();
  }

  // ---- waiting ----

  @Override
  protected int ioPending() {
    if (handshake.hasFailed()) {
      return Readiness.READ | Readiness.WRITE;
    }
    int read =
        reading.isShut() || (handshake.hasSucceeded() && reading.isReady()) ? Readiness.READ : 0;
    int write = writing.isOver() ? Readiness.WRITE : 0;
    return read | write;
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    if (!handshake.isOver()) {
      handshake.start();
      return handshake.await(condition, timeoutNanos);
    }
    return condition == IoCondition.OUT
        ? awaitRoom(timeoutNanos)
        : super.ioAwait(condition, timeoutNanos);
  }

  private boolean awaitRoom(long timeoutNanos) throws IOException {
    try {
      return super.ioAwait(IoCondition.OUT, timeoutNanos);
    } catch (InterruptedIOException e) {
      writing.waitEnded(false);
      throw e;
    } finally {
      if (!isOpen()) {
        writing.waitEnded(true);
      }
    }
  }

  @Override
  protected void ioWake(IoCondition condition) {
    handshake.wake(condition);
    super.ioWake(condition);
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
    return new TlsWatch(this, handshake, super.ioCreateWatch(conditions), conditions);
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    handlers.set(new DeferredHandlers.Handlers(readContext, read, writeContext, write));
  }

  private void install(DeferredHandlers.Handlers wanted) throws IOException {
    super.ioSetAioFdHandler(
        wanted.readContext(), wanted.read(), wanted.writeContext(), wanted.write());
  }

  /**
   * The channel below has one; but what travels there are records, so lending it would only break
   * the connection.
   */
  @Override
  public Optional<Descriptor> descriptor() {
    return Optional.empty();
  }

  // ---- the end ----

  @Override
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    if (mode.endsReading()) {
      reading.shut();
      pendingChanged();
    }
    if (mode.endsWriting()) {
      writing.shut();
      pendingChanged();
    }
  }

  @Override
  protected void ioClose() throws IOException {
    IOException failure = null;
    try {
      if (handshake.cancel(settings.closeTimeout())) {
        writing.end(settings.closeTimeout());
        reading.end();
      }
    } catch (IOException e) {
      failure = e;
    }
    try {
      super.ioClose();
    } catch (IOException e) {
      if (failure == null) {
        failure = e;
      } else {
        failure.addSuppressed(e);
      }
    }
    if (failure != null && !writing.isLossTold()) {
      throw failure;
    }
  }
}
