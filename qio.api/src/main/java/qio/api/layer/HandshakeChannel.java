package qio.api.layer;

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
import qio.api.channel.WatchHandlers;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/**
 * A layer whose data flow after a handshake and end with a farewell, TLS for instance. This ties
 * the contract of a channel to the parts that do the work: a {@link HandshakeJob} first, then a
 * {@link LayerInput} and a {@link LayerOutput}.
 *
 * <p>Waiting is simple because the handshake has a thread of its own: until it is over, everybody
 * waits for it and it alone waits below; afterwards a reader waits below for {@code IN} and a
 * writer for {@code OUT}, and what a full channel below did not take is sent when it has room, by
 * whoever comes first ({@link TailSender}). The handshake begins with whatever comes first: a
 * transfer, a wait, a watch, a handler, {@code handshake()}, {@code bye()}.
 *
 * <p>{@code close} ends it in this order: nothing more is done in the background, the handshake is
 * called off, {@link #ioEndSides} sends what is left and the farewell, the channel below is closed.
 *
 * <p>It has {@code SHUTDOWN} and {@code CONCURRENT_IO}, and no descriptor: what travels on that of
 * the channel below is the layer's, and lending it would only break the connection.
 */
public abstract class HandshakeChannel extends FilterChannel {

  private static final System.Logger LOG = System.getLogger(HandshakeChannel.class.getName());

  private final LayerTerms terms;
  private final LayerHandshake handshake;

  // What few connections need is made when it is needed: under the monitor, which nobody holds for
  // long; read without it.
  private volatile @Nullable WatchHandlers handlers;
  private volatile @Nullable InputDrain drain;
  private volatile @Nullable Farewell farewell;

  /**
   * Makes an open channel, on which no handshake has begun.
   *
   * @param layer the name of the layer, which goes in front of the address below
   * @param below the channel below, owned by this one from now on
   * @param terms how it ends, and how long it waits for its peer
   */
  @SuppressWarnings("this-escape") // the address is there already
  protected HandshakeChannel(String layer, QioChannel below, LayerTerms terms) {
    super(layer, below);
    this.terms = terms;
    this.handshake = new LayerHandshake(address(), terms);
    setFeature(ChannelFeature.SHUTDOWN);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  // ---- what the layer gives ----

  /**
   * The reader's side.
   *
   * @return always the same
   */
  protected abstract LayerInput input();

  /**
   * The writer's side.
   *
   * @return always the same
   */
  protected abstract LayerOutput output();

  /**
   * Ends both sides, when nobody is inside any more and the handshake is over or was called off:
   * sends what was accepted, and the farewell, for a limited time.
   *
   * @throws IOException if bytes that were accepted could not be sent
   */
  protected abstract void ioEndSides() throws IOException;

  /** The input was read, or something of it dropped. Called without a lock of the layer's. */
  protected void ioInputUsed() {}

  /**
   * Whether a farewell that could not be sent leaves nothing to wait for. Otherwise the peer is
   * merely gone; it may have said farewell, and then nothing is lost.
   *
   * @param failure why it was not sent
   * @return true if {@code bye()} fails for this reason
   */
  protected boolean ioSpoilsFarewell(IOException failure) {
    return false;
  }

  // ---- what it gives to the layer ----

  /**
   * Says what the handshake consists of: once, in the constructor of the layer's channel.
   *
   * @param job what runs on the handshake's thread
   */
  protected final void setHandshake(HandshakeJob job) {
    handshake.consistsOf(job);
  }

  /**
   * The channel below, for the parts of the layer.
   *
   * @return a new view of it
   */
  protected final LowerChannel lower() {
    var access = new Access();
    return new LowerChannel(
        address(), below(), access, this::waitInRead, access, access, access, access);
  }

  /**
   * The channel below; one object for all that can be, since idle connections are many. Writing two
   * buffers is guarded by the one who writes, as the layer's output is.
   */
  private final class Access
      implements ByteSource,
          LowerChannel.Forecast,
          ByteSink,
          LowerChannel.Sent,
          LowerChannel.Waiter {

    /** Made when it is needed first. */
    private @Nullable ByteBuffer @Nullable [] both;

    @Override
    public int read(ByteBuffer dst) throws IOException {
      return readBelow(dst);
    }

    @Override
    public boolean expectsNothing() throws IOException {
      return belowExpectsNothing();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      return writeBelow(src);
    }

    @Override
    @SuppressWarnings("NullAway") // the slots of the array are filled for the time of the call
    public long write(ByteBuffer head, ByteBuffer tail) throws IOException {
      if (both == null) {
        both = new ByteBuffer[2];
      }
      both[0] = head;
      both[1] = tail;
      try {
        return writevBelow(both, 0, 2);
      } finally {
        both[0] = null;
        both[1] = null;
      }
    }

    @Override
    public boolean isSent() throws IOException {
      return sentBelow();
    }

    @Override
    public boolean await(IoCondition condition, long timeoutNanos) throws IOException {
      return awaitBelow(condition, timeoutNanos);
    }
  }

  private int waitInRead(ByteBuffer dst) throws IOException {
    int n = readBelowWaiting(dst);
    return n == NOT_SUPPORTED ? LowerChannel.WaitingSource.CANNOT_WAIT : n;
  }

  /**
   * What was agreed on when this was made.
   *
   * @return the terms
   */
  protected final LayerTerms terms() {
    return terms;
  }

  /**
   * Whether data can flow now; starts nothing.
   *
   * @return true after a handshake that succeeded
   */
  protected final boolean hasHandshakeSucceeded() {
    return handshake.hasSucceeded();
  }

  /**
   * Whether the handshake has ended, well or not.
   *
   * @return true if so
   */
  protected final boolean isHandshakeOver() {
    return handshake.isOver();
  }

  /**
   * Calls back once when the handshake is over: on its thread, or at once if it is over already.
   *
   * @param listener what is called
   */
  protected final void onHandshakeEnd(Runnable listener) {
    handshake.onEnd(listener);
  }

  /**
   * Looks whether both sides have said farewell, or will not, and tells those who wait for it; to
   * be called when something of it may have changed, without a lock of the layer's.
   */
  protected final void lookAtEnd() {
    Farewell awaited = farewell;
    if (awaited == null || !handshake.hasSucceeded()) {
      return;
    }
    LayerFailure loss = output().loss();
    IOException bad = input().badEnd(terms.relaxedEof());
    if (loss != null) {
      awaited.isBroken(loss::exception);
    } else if (bad != null) {
      awaited.isBroken(() -> Objects.requireNonNullElse(input().badEnd(terms.relaxedEof()), bad));
    } else if (input().isAtEnd() && output().isAllSent()) {
      awaited.isSaid();
    }
  }

  /**
   * Something that was left has been sent, or sending has failed; tells those whom that concerns.
   * May be called with a lock of the layer's held.
   */
  protected final void sendingEnded() {
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

  // ---- the handshake ----

  @Override
  protected final QioTask<Void> ioHandshake() {
    return handshake.task(this);
  }

  // ---- transfers ----

  @Override
  protected final long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    LayerInput input = input();
    if (input.isShut()) {
      return EOF;
    }
    if (!handshake.isDone()) {
      return WOULD_BLOCK;
    }
    boolean relaxed = terms.relaxedEof() || flags.contains(ReadFlag.RELAXED_EOF);
    long n = input.read(dsts, offset, length, relaxed);
    ioInputUsed();
    if (input.isReady()) {
      pendingChanged();
    }
    if (input.isShut()) {
      lookAtEnd(); // it was shut meanwhile, and this read may have met what the drain waits for
    }
    return n;
  }

  /** Tries first unless nothing is there, because a read that waits below brings little. */
  @Override
  protected final long ioReadvWaiting(
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
    int n = input().receiveWaiting();
    if (n == LowerChannel.WaitingSource.CANNOT_WAIT) {
      return NOT_SUPPORTED;
    }
    if (input().isShut()) {
      dropSome(); // of what has just come, nothing below tells the drain
      lookAtEnd();
    }
    return n == WOULD_BLOCK ? n : ioReadv(dsts, offset, length, null, Set.of());
  }

  /** During the handshake it is the handshake that reads below. */
  @Override
  protected boolean ioExpectsNothing() throws IOException {
    return handshake.isOver() && (ioPending() & Readiness.READ) == 0 && input().expectsNothing();
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return handshake.isDone() ? output().write(srcs, offset, length, isBlocking()) : WOULD_BLOCK;
  }

  @Override
  protected final boolean ioSent() throws IOException {
    return output().isSent();
  }

  // ---- waiting ----

  @Override
  protected final int ioPending() {
    if (handshake.hasFailed()) {
      return Readiness.READ | Readiness.WRITE;
    }
    LayerInput input = input();
    boolean readable = input.isShut() || (handshake.hasSucceeded() && input.isReady());
    return (readable ? Readiness.READ : 0) | (output().isOver() ? Readiness.WRITE : 0);
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
      output().waitEnded(false);
      throw e;
    } finally {
      if (!isOpen()) {
        output().waitEnded(true);
      }
    }
  }

  @Override
  protected void ioWake(IoCondition condition) {
    handshake.wake(condition);
    super.ioWake(condition);
  }

  @Override
  protected final WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
    return new HandshakeWatch(this, handshake, super.ioCreateWatch(conditions), conditions);
  }

  /**
   * By watches, since those start the handshake and wait for its end, and know of pauses: what the
   * channel below is ready for means nothing then.
   */
  @Override
  protected final void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    handlers().set(readContext, read, writeContext, write);
  }

  private synchronized WatchHandlers handlers() {
    WatchHandlers known = handlers;
    if (known == null) {
      known = new WatchHandlers(this, IoCondition.of(IoCondition.ERR, IoCondition.HUP));
      handlers = known;
    }
    return known;
  }

  @Override
  public final Optional<Descriptor> descriptor() {
    return Optional.empty();
  }

  // ---- the end ----

  @Override
  protected final void ioShutdown(ShutdownMode mode) throws IOException {
    if (mode.endsReading()) {
      input().shut();
    }
    try {
      if (mode.endsWriting()) {
        output().shut(!input().isShut());
      }
    } finally {
      pendingChanged();
      if (mode.endsReading()) {
        handshake.onSuccess(drain()::begin);
      }
    }
  }

  @Override
  protected final QioTask<Void> ioBye() {
    Farewell goodbye = farewell();
    QioTask<Void> task = goodbye.task(this);
    handshake.start();
    try {
      ioShutdown(ShutdownMode.BOTH);
    } catch (IOException e) {
      if (ioSpoilsFarewell(e)) {
        goodbye.isBroken(() -> e);
      }
      LOG.log(System.Logger.Level.DEBUG, "the farewell was not sent", e);
    }
    handshake.onFailure(why -> goodbye.isBroken(why::exception));
    lookAtEnd();
    return task;
  }

  private synchronized Farewell farewell() {
    Farewell known = farewell;
    if (known == null) {
      known = new Farewell(address(), terms);
      farewell = known;
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

  /**
   * Drops some of the input, which nobody reads any more.
   *
   * @return true if more may come
   */
  protected final boolean dropSome() {
    boolean more = input().dropSome();
    ioInputUsed();
    return more;
  }

  /**
   * A pause is over ({@link #ioPauses}): watches, handlers and what drops the input go on. Called
   * without a lock of the layer's.
   */
  protected final void pauseEnded() {
    pendingChanged();
    InputDrain resting = drain;
    if (resting != null) {
      resting.goOn();
      lookAtEnd();
    }
  }

  /** What comes and nobody reads. */
  private final class Unwanted implements InputDrain.Input {

    @Override
    public boolean pauses() {
      return ioPauses();
    }

    @Override
    public boolean dropSome() {
      return HandshakeChannel.this.dropSome();
    }

    @Override
    public void isOver() {
      lookAtEnd();
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
    if (failure != null && !output().isLossTold()) {
      throw failure;
    }
  }

  private void stopBackground() {
    Farewell awaited = farewell;
    if (awaited != null) {
      String what = address() + ": the channel was closed before the peer said farewell";
      awaited.isBroken(() -> new ClosedLayerException(what));
    }
    input().stopDropping();
    InputDrain running = drain;
    if (running != null) {
      running.stop();
    }
  }

  private @Nullable IOException endLayer() {
    try {
      if (handshake.cancel(terms.closeTimeout())) {
        ioEndSides();
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }
}
