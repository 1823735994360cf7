package qio.spi.websocket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
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
import qio.api.spi.LayerRole;
import qio.spi.websocket.frame.FrameLimits;
import qio.spi.websocket.frame.Inbound;
import qio.spi.websocket.frame.MaskKeys;
import qio.spi.websocket.frame.MessageDeflater;
import qio.spi.websocket.frame.MessageInflater;
import qio.spi.websocket.frame.Outbound;
import qio.spi.websocket.http.Agreement;
import qio.spi.websocket.http.Compression;

/**
 * WebSocket over another channel: ties the channel contract to the parts that do the work, {@link
 * WsHandshake} first, then {@link WsReading} and {@link WsWriting}, which know nothing of each
 * other but that a reader may have something to send: the answer to a ping, a close frame.
 *
 * <p>Waiting is simple because the handshake has a thread of its own: until it is over, everybody
 * waits for it and it alone waits below; afterwards a reader waits below for {@code IN} and a
 * writer for {@code OUT}, and what a full channel below did not take is sent when it has room, by
 * whoever comes first ({@link TailSender}).
 */
final class WsChannel extends FilterChannel {

  private static final System.Logger LOG = System.getLogger(WsChannel.class.getName());

  private final WsSettings settings;
  private final LayerRole role;
  private final WsHandshake handshake;
  private final WsReading reading;
  private final WsWriting writing;

  // What few connections need is made when it is needed: under the monitor, which nobody holds for
  // long; read without it.
  private volatile @Nullable DeferredHandlers handlers;
  private volatile @Nullable InputDrain drain;
  private volatile @Nullable Farewell farewell;
  private volatile @Nullable KeepAlive keepAlive;

  /** Written by the handshake before it is done; read by whoever has seen that it is. */
  private volatile @Nullable WsSession session;

  WsChannel(QioChannel below, WsSettings settings) {
    super("ws", below);
    this.settings = settings;
    this.role = settings.request().isPresent() ? LayerRole.CLIENT : LayerRole.SERVER;
    Below io =
        new Below(
            address(),
            this::readBelow,
            this::belowExpectsNothing,
            this::writeBelow,
            this::sentBelow,
            this::awaitBelow);
    writing = new WsWriting(below, io, this::sendingEnded);
    reading = new WsReading(io, writing);
    var job = new HandshakeJob(io, settings, this::begin);
    handshake = new WsHandshake(address(), settings.times().handshake(), job);
    setFeature(ChannelFeature.SHUTDOWN);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  // ---- the handshake ----

  /** What comes after the handshake. */
  private void begin(Agreement agreed, ByteBuffer rest) {
    session = new WsSession(role, agreed);
    boolean client = role == LayerRole.CLIENT;
    WsSettings.Data data = settings.data();
    @Nullable Compression compression = agreed.compression().orElse(null);
    boolean compressed = compression != null;
    var limits =
        new FrameLimits(!client, data.text(), compressed, data.maxFrame(), data.maxMessage());
    var frames =
        new Inbound(
            limits,
            data.received(),
            compression == null
                ? null
                : new MessageInflater(
                    client ? compression.serverForgets() : compression.clientForgets()));
    frames.begin(rest);
    writing.begin(
        new Outbound(
            data.text(),
            data.frameSize(),
            data.toSend(),
            client ? new MaskKeys() : null,
            compression == null
                ? null
                : new MessageDeflater(
                    client ? compression.clientForgets() : compression.serverForgets())));
    reading.begin(frames);
    settings
        .times()
        .keepAlive()
        .ifPresent(interval -> keepAlive = new KeepAlive(interval, new Life()));
    KeepAlive watching = keepAlive;
    if (watching != null) {
      watching.begin();
    }
  }

  @Override
  protected QioTask<Void> ioHandshake() {
    return handshake.task(this);
  }

  @Override
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    if (kind != WsSession.class) {
      return super.ioFacts(kind);
    }
    WsSession known = handshake.hasSucceeded() ? session : null;
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
    if (reading.isShut()) {
      lookAtEnd(); // it was shut meanwhile, and this read may have met what the drain waits for
    }
    return n;
  }

  /** During the handshake it is the handshake that reads below. */
  @Override
  protected boolean ioExpectsNothing() throws IOException {
    return handshake.isOver() && (ioPending() & Readiness.READ) == 0 && reading.expectsNothing();
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
    return new WsWatch(this, handshake, super.ioCreateWatch(conditions), conditions);
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

  private void install(DeferredHandlers.Handlers wanted) throws IOException {
    super.ioSetAioFdHandler(
        wanted.readContext(), wanted.read(), wanted.writeContext(), wanted.write());
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
      known = new Farewell(address(), settings.times().close());
      farewell = known;
    }
    return known;
  }

  /**
   * The channel below has one; but what travels there are frames, so lending it would only break
   * the connection.
   */
  @Override
  public Optional<Descriptor> descriptor() {
    return Optional.empty();
  }

  // ---- the peer's silence ----

  /** What is watched over. */
  private final class Life implements KeepAlive.Connection {

    @Override
    public int receives() {
      reading.look();
      if (reading.isReady()) {
        pendingChanged();
      }
      return reading.receives();
    }

    @Override
    public void ping() {
      writing.ping();
    }

    @Override
    public void giveUp() {
      reading.giveUp(settings.times().keepAlive().orElseThrow());
      pendingChanged();
      wakeBelow(IoCondition.IN);
      wakeBelow(IoCondition.OUT);
    }

    @Override
    public boolean isOver() {
      return reading.isAtEnd();
    }
  }

  // ---- the end ----

  @Override
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    if (mode.endsReading()) {
      reading.shut();
    }
    if (mode.endsWriting()) {
      writing.shut(!reading.isShut());
    }
    pendingChanged();
    if (mode.endsReading()) {
      handshake.onSuccess(drain()::begin);
    }
  }

  @Override
  protected QioTask<Void> ioBye() {
    Farewell goodbye = farewell();
    QioTask<Void> task = goodbye.task(this);
    handshake.start();
    try {
      ioShutdown(ShutdownMode.BOTH);
    } catch (IOException e) {
      // The peer takes nothing any more; it may have said farewell, and then nothing is lost.
      LOG.log(System.Logger.Level.DEBUG, "the close frame was not sent", e);
    }
    handshake.onFailure(why -> goodbye.isBroken(why::exception));
    lookAtEnd();
    return task;
  }

  private IOException closedBefore() {
    String what = address() + ": the channel was closed before the peer said farewell";
    return new WsFailure(WsFailure.Kind.CLOSED, what, null).exception();
  }

  /** What comes and nobody reads. */
  private final class Unwanted implements InputDrain.Input {

    @Override
    public boolean dropSome() {
      return reading.dropSome();
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
    WsFailure loss = writing.loss();
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
    if (failure != null && !writing.isLossTold()) {
      throw failure;
    }
  }

  private void stopBackground() {
    Farewell awaited = farewell;
    if (awaited != null) {
      awaited.isBroken(this::closedBefore);
    }
    KeepAlive watching = keepAlive;
    if (watching != null) {
      watching.stop();
    }
    reading.stopDropping();
    InputDrain running = drain;
    if (running != null) {
      running.stop();
    }
  }

  private @Nullable IOException endLayer() {
    if (!handshake.cancel(settings.times().close())) {
      return null;
    }
    try {
      reading.answerClose();
      boolean said = writing.end(settings.times().close());
      if (said && isBlocking()) {
        reading.awaitAnswer(settings.times().close());
      }
      return null;
    } catch (IOException e) {
      return e;
    } finally {
      reading.end();
    }
  }
}
