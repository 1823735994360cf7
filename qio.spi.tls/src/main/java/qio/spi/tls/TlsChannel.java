package qio.spi.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
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

  private static final System.Logger LOG = System.getLogger(TlsChannel.class.getName());

  private final TlsSettings settings;
  private final SSLEngine engine;
  private final TlsHandshake handshake;
  private final TlsReading reading;
  private final TlsWriting writing;

  // What few connections need is made when it is needed: under the monitor, which nobody holds for
  // long; read without it.
  private volatile @Nullable DeferredHandlers handlers;
  private volatile @Nullable InputDrain drain;
  private volatile @Nullable Farewell farewell;
  private volatile @Nullable LateTasks lateTasks;

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
        new Below(
            address(),
            this::readBelow,
            this::waitInRead,
            this::belowExpectsNothing,
            this::writeBelow,
            this::sentBelow,
            this::awaitBelow);
    writing = new TlsWriting(below, io, outbound, lock, diagnosis, this::sendingEnded);
    reading = new TlsReading(io, engine, inbound, writing, diagnosis);
    var driver =
        new HandshakeDriver(
            io,
            new HandshakeMachine(engine, inbound, outbound),
            inbound,
            outbound,
            lock,
            settings.tasks());
    var opening =
        new Opening(this, settings, engine, inbound, driver, diagnosis, new Established());
    handshake = new TlsHandshake(address(), settings.handshakeTimeout(), opening);
    setFeature(ChannelFeature.SHUTDOWN);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  // ---- the handshake ----

  /** What comes after the handshake. */
  private final class Established implements Opening.Successor {

    @Override
    public void begin(TlsSession agreed) throws IOException {
      session = agreed;
      reading.begin();
      writing.begin(agreed.protocol());
    }

    @Override
    public void abandon() {
      writing.abandon();
    }
  }

  @Override
  protected QioTask<Void> ioHandshake() {
    return handshake.task(this);
  }

  @Override
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    if (kind == TlsStatistics.class) {
      return Optional.of(kind.cast(settings.statistics()));
    }
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
    computeIfWanted();
    if (reading.isReady()) {
      pendingChanged();
    }
    if (reading.isShut()) {
      lookAtEnd(); // it was shut meanwhile, and this read may have met what the drain waits for
    }
    return n;
  }

  private int waitInRead(ByteBuffer dst) throws IOException {
    int n = readBelowWaiting(dst);
    return n == NOT_SUPPORTED ? Below.WaitingSource.CANNOT_WAIT : n;
  }

  /** Tries first unless nothing is there, because a read that waits below brings little. */
  @Override
  protected long ioReadvWaiting(
      ByteBuffer[] dsts, int offset, int length, @Nullable DescriptorList received)
      throws IOException {
    if (received != null || !handshake.isOver()) {
      return NOT_SUPPORTED;
    }
    if (!ioExpectsNothing()) {
      long tried = ioReadv(dsts, offset, length, null, Set.of());
      if (tried != WOULD_BLOCK) {
        return tried;
      }
    }
    int n = reading.receiveWaiting();
    if (n == Below.WaitingSource.CANNOT_WAIT) {
      return NOT_SUPPORTED;
    }
    if (reading.isShut()) {
      reading.dropSome(); // of what has just come, nothing below tells the drain
      computeIfWanted();
      lookAtEnd();
    }
    return n == WOULD_BLOCK ? n : ioReadv(dsts, offset, length, null, Set.of());
  }

  /** During the handshake it is the handshake that reads below. */
  @Override
  protected boolean ioExpectsNothing() throws IOException {
    return handshake.isOver()
        && (ioPending() & Readiness.READ) == 0
        && !isComputing()
        && reading.expectsNothing();
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    if (!handshake.isDone()) {
      return WOULD_BLOCK;
    }
    long n = writing.write(srcs, offset, length, isBlocking());
    if (n == WOULD_BLOCK && !isComputing() && writing.wantsTasks()) {
      reading.wantTasks();
      computeIfWanted();
    }
    return n;
  }

  @Override
  protected boolean ioSent() throws IOException {
    return writing.isSent();
  }

  // ---- what the engine wants computed in mid-stream ----

  private void computeIfWanted() {
    if (reading.takeTasks()) {
      late().begin();
    }
  }

  private boolean isComputing() {
    LateTasks known = lateTasks;
    return known != null && known.isComputing();
  }

  private synchronized LateTasks late() {
    LateTasks known = lateTasks;
    if (known == null) {
      known = new LateTasks(address(), new MidStream());
      lateTasks = known;
    }
    return known;
  }

  /** The engine's tasks after the handshake. */
  private final class MidStream implements LateTasks.Job {

    @Override
    public void compute() throws IOException {
      long deadline = System.nanoTime() + settings.handshakeTimeout().toNanos();
      settings.tasks().run(reading::runTasks, deadline);
    }

    @Override
    public void computed(@Nullable Throwable failure) {
      reading.goOn(failure);
    }

    @Override
    public void resumed() {
      pendingChanged();
      if (reading.isShut()) {
        reading.dropSome(); // what was kept meanwhile, of which nothing below tells the drain
        computeIfWanted();
        lookAtEnd();
      }
    }
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
    LateTasks tasks = lateTasks;
    if (tasks != null && tasks.isComputing() && (ioPending() & condition.bit()) == 0) {
      return tasks.await(condition, timeoutNanos);
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
    LateTasks tasks = lateTasks;
    if (tasks != null) {
      tasks.wake(condition);
    }
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
    handlers().set(new DeferredHandlers.Handlers(readContext, read, writeContext, write));
  }

  private synchronized DeferredHandlers handlers() {
    DeferredHandlers known = handlers;
    if (known == null) {
      known = new DeferredHandlers(handshake, this::install);
      handlers = known;
    }
    return known;
  }

  private synchronized InputDrain drain() {
    InputDrain known = drain;
    if (known == null) {
      known = new InputDrain(below(), new Unwanted());
      drain = known;
    }
    return known;
  }

  private synchronized Farewell farewell() {
    Farewell known = farewell;
    if (known == null) {
      known = new Farewell(address(), settings.closeTimeout());
      farewell = known;
    }
    return known;
  }

  private IOException closedBefore() {
    String what = address() + ": the channel was closed before the peer said farewell";
    return new TlsFailure(TlsFailure.Kind.CLOSED, what, null).exception();
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
      shutReading();
    }
    if (mode.endsWriting()) {
      writing.shut();
      pendingChanged();
    }
  }

  private void shutReading() {
    reading.shut();
    pendingChanged();
    handshake.onSuccess(drain()::begin);
  }

  @Override
  protected QioTask<Void> ioBye() {
    Farewell goodbye = farewell();
    QioTask<Void> task = goodbye.task(this);
    handshake.start();
    try {
      ioShutdown(ShutdownMode.BOTH);
    } catch (SSLException e) {
      goodbye.isBroken(() -> e);
    } catch (IOException e) {
      // The peer takes nothing any more; it may have said farewell, and then nothing is lost.
      LOG.log(System.Logger.Level.DEBUG, "close_notify was not sent", e);
    }
    handshake.onFailure(why -> goodbye.isBroken(why::exception));
    lookAtEnd();
    return task;
  }

  /** What comes and nobody reads. */
  private final class Unwanted implements InputDrain.Input {

    @Override
    public boolean dropSome() {
      boolean more = reading.dropSome();
      computeIfWanted();
      return more;
    }

    @Override
    public void isOver() {
      lookAtEnd();
    }
  }

  /** Whether both sides have said farewell, or will not; tells those who wait for it. */
  private void lookAtEnd() {
    Farewell awaited = farewell;
    if (awaited == null || !handshake.hasSucceeded()) {
      return;
    }
    TlsFailure loss = writing.loss();
    IOException bad = reading.badEnd(settings.relaxedEof());
    if (loss != null) {
      awaited.isBroken(loss::exception);
    } else if (bad != null) {
      awaited.isBroken(
          () -> Objects.requireNonNullElse(reading.badEnd(settings.relaxedEof()), bad));
    } else if (reading.isAtEnd() && writing.isAllSent()) {
      awaited.isSaid();
    }
  }

  /** Called with the sender's lock held, so others are told by the loop. */
  private void sendingEnded() {
    pendingChanged();
    Farewell awaited = farewell;
    if (awaited == null || !awaited.isAwaited()) {
      return;
    }
    try {
      AioContext.main().execute(this::lookAtEnd);
    } catch (RejectedExecutionException e) {
      // That loop has just died, and with it the clock; who waits learns of it with the next call.
      LOG.log(System.Logger.Level.DEBUG, "the end of sending was not told", e);
    }
  }

  @Override
  protected void ioClose() throws IOException {
    CloseEvent event = TlsRecorder.beginClose();
    stopBackground();
    IOException failure = endLayer();
    try {
      super.ioClose();
    } catch (IOException e) {
      if (failure == null) {
        failure = e;
      } else {
        failure.addSuppressed(e);
      }
    }
    releaseEngine();
    TlsRecorder.end(
        event, address(), writing.hasSaidFarewell(), reading.hasHeardFarewell(), failure);
    if (failure != null && !writing.isLossTold()) {
      throw failure;
    }
  }

  private void stopBackground() {
    Farewell awaited = farewell;
    if (awaited != null) {
      awaited.isBroken(this::closedBefore);
    }
    reading.stopDropping();
    InputDrain running = drain;
    if (running != null) {
      running.stop();
    }
  }

  private boolean stopTasks() {
    LateTasks running = lateTasks;
    return running == null || running.stop(settings.closeTimeout());
  }

  /** When no thread of ours is inside it any more: now, or when the last one has left. */
  private void releaseEngine() {
    LateTasks running = lateTasks;
    handshake.onEnd(running == null ? this::release : () -> running.onEnd(this::release));
  }

  private void release() {
    try {
      settings.engineRelease().accept(engine);
    } catch (RuntimeException e) {
      // It is the fault of who made it, and no reason to tell that data were lost.
      LOG.log(System.Logger.Level.WARNING, "an engine was not released: " + address(), e);
    }
  }

  private @Nullable IOException endLayer() {
    try {
      if (handshake.cancel(settings.closeTimeout()) && stopTasks()) {
        writing.end(settings.closeTimeout());
        reading.end();
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }
}
