package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Readiness;

/**
 * A channel over another one: forwards everything, so that a layer overrides only what it changes.
 * It owns the channel below and closes it.
 *
 * <p>A layer that holds data of its own, decoded bytes for instance, says so in {@link #ioPending}
 * and calls {@link #pendingChanged} when that changes; watches and loop handlers then take it into
 * account beside the readiness of the channel below. One that can do nothing for a while, though
 * the channel below may be ready all the time, says so in {@link #ioPauses}. Features are not
 * inherited: each layer sets those that it really offers.
 *
 * <p>A layer reads and writes the channel below with {@link #readBelow} and {@link #writeBelow},
 * which never wait, whatever the mode of the channel below.
 */
public abstract class FilterChannel extends QioChannel {

  private final QioChannel below;
  private final List<Runnable> pendingListeners = new CopyOnWriteArrayList<>();
  private final PendingHandler pendingRead = new PendingHandler(IoCondition.IN);
  private final PendingHandler pendingWrite = new PendingHandler(IoCondition.OUT);

  /**
   * Makes an open channel over another.
   *
   * @param layer the name of the layer, {@code tls} for instance; it goes in front of the address
   *     below
   * @param below the channel below, owned by this one from now on
   */
  protected FilterChannel(String layer, QioChannel below) {
    super(layer + "+" + below.address());
    this.below = below;
  }

  /** One that is no layer, and is called what the channel below is. */
  FilterChannel(QioChannel below) {
    super(below.address());
    this.below = below;
  }

  /**
   * The channel below.
   *
   * @return the channel that this one stands on
   */
  protected final QioChannel below() {
    return below;
  }

  /**
   * Reads from the channel below without waiting, whatever its mode.
   *
   * @param dst the buffer to fill
   * @return the bytes read, {@link #EOF} or {@link #WOULD_BLOCK}
   * @throws IOException if reading fails
   */
  protected final int readBelow(ByteBuffer dst) throws IOException {
    return (int) below.readOne(dst, false);
  }

  /**
   * Reads from the channel below and waits for the first byte inside its call, where it can; for
   * layers that override {@link #ioReadvWaiting}, to be called from there only.
   *
   * @param dst the buffer to fill, with room
   * @return the bytes read or {@link #EOF}; {@link #WOULD_BLOCK} if the thread was woken, or for no
   *     reason; {@link #NOT_SUPPORTED} if it has to wait in {@link #ioAwait}
   * @throws IOException if reading fails, or the channel below is closed or is being read by
   *     another thread
   */
  protected final int readBelowWaiting(ByteBuffer dst) throws IOException {
    return (int) below.readInCallInside(this, dst);
  }

  /**
   * Writes to the channel below without waiting, whatever its mode.
   *
   * @param src the buffer to write
   * @return the bytes taken or {@link #WOULD_BLOCK}
   * @throws IOException if writing fails
   */
  protected final int writeBelow(ByteBuffer src) throws IOException {
    return (int) below.writeOne(src, false);
  }

  /**
   * Writes several buffers to the channel below in one call, without waiting, whatever its mode.
   *
   * @param srcs the buffers to write
   * @param offset the first of them
   * @param length how many
   * @return the bytes taken or {@link #WOULD_BLOCK}
   * @throws IOException if writing fails
   */
  protected final long writevBelow(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return below.writeMany(srcs, offset, length, List.of(), Set.of(), false);
  }

  /**
   * Whether the channel below, and the layers below it, have passed on all that they took; tries
   * to.
   *
   * @return true if nothing is left
   * @throws IOException if passing it on fails
   */
  protected final boolean sentBelow() throws IOException {
    return below.sentInside();
  }

  @Override
  protected boolean ioSent() throws IOException {
    return sentBelow();
  }

  /**
   * Whether a read of the channel below would find nothing, as far as it knows; for layers that
   * override {@link #ioExpectsNothing}, and there have nothing to read themselves. Counts as
   * reading the channel below, so a layer that has other threads read there keeps them apart.
   *
   * @return true if nothing is there
   * @throws IOException if the channel below is closed or is being read by another thread
   */
  protected final boolean belowExpectsNothing() throws IOException {
    return below.expectsNothingInside();
  }

  /**
   * What this layer could do at once, whatever the channel below could: {@link Readiness#READ}
   * while it holds decoded bytes, for instance. Called from any thread; must not block.
   *
   * @return bits of {@link Readiness}; none by default
   */
  protected int ioPending() {
    return Readiness.NONE;
  }

  /**
   * Whether this layer can neither read nor write now, whatever the channel below could: while it
   * computes, for instance. Meanwhile its watches leave the channel below alone, and tell only what
   * {@link #ioPending} says; a loop would call them without end otherwise. The same goes for its
   * handlers if {@link #ioSetAioFdHandler} gives them to {@link WatchHandlers}. When it ends,
   * {@link #pendingChanged} is to be called. Called from any thread; must not block.
   *
   * @return false by default
   */
  protected boolean ioPauses() {
    return false;
  }

  /**
   * Makes watches and handlers ask {@link #ioPending} and {@link #ioPauses} again. From any thread.
   */
  protected final void pendingChanged() {
    if (pendingListeners.isEmpty()) {
      return;
    }
    pendingListeners.forEach(Runnable::run);
  }

  final void listenToPending(Runnable listener) {
    pendingListeners.add(listener);
  }

  final void ignorePending(Runnable listener) {
    pendingListeners.remove(listener);
  }

  /** A coroutine that sleeps on its context is in this channel alone, and bound by those below. */
  @Override
  final @Nullable SleepLimit sleepLimit(IoCondition condition) {
    return SleepLimit.sooner(super.sleepLimit(condition), below.sleepLimit(condition));
  }

  @Override
  public Optional<String> localAddress() {
    return below.localAddress();
  }

  @Override
  public Optional<String> remoteAddress() {
    return below.remoteAddress();
  }

  @Override
  public Optional<Descriptor> descriptor() {
    return below.descriptor();
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    return below.readMany(dsts, offset, length, received, flags, false);
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return below.writeMany(srcs, offset, length, sent, flags, false);
  }

  @Override
  protected void ioClose() throws IOException {
    below.close();
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
    return new FilterWatch(this, below, conditions);
  }

  @Override
  protected void ioSetBlocking(boolean blocking) throws IOException {
    below.setBlocking(blocking);
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return (ioPending() & condition.bit()) != 0 || awaitBelow(condition, timeoutNanos);
  }

  /**
   * Sleeps until the channel below is ready; for layers that override {@link #ioAwait}.
   *
   * @param condition {@link IoCondition#IN} or {@link IoCondition#OUT}
   * @param timeoutNanos at most so long; {@link Long#MAX_VALUE} is without limit
   * @return false if the time was up
   * @throws IOException if the channel below is closed or the thread is interrupted
   */
  protected final boolean awaitBelow(IoCondition condition, long timeoutNanos) throws IOException {
    return below.awaitUntil(this, condition, Deadline.after(timeoutNanos));
  }

  @Override
  protected void ioWake(IoCondition condition) {
    wakeBelow(condition);
  }

  /**
   * Wakes the thread that is in {@link #awaitBelow}.
   *
   * @param condition what it waits for
   */
  protected final void wakeBelow(IoCondition condition) {
    below.wake(condition, WaitSlot.State.READY);
  }

  @Override
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    below.shutdown(mode);
  }

  @Override
  protected void ioSetCork(boolean enabled) throws IOException {
    below.setCork(enabled);
  }

  @Override
  protected void ioSetDelay(boolean enabled) throws IOException {
    below.setDelay(enabled);
  }

  @Override
  protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
    return below.seek(offset, origin);
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    IoHandler readBoth = pendingRead.set(this, readContext, read);
    IoHandler writeBoth = pendingWrite.set(this, writeContext, write);
    below.setAioFdHandler(readContext, readBoth, writeContext, writeBoth);
  }

  @Override
  protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long position)
      throws IOException {
    return below.preadv(java.util.Arrays.copyOfRange(dsts, offset, offset + length), position);
  }

  @Override
  protected long ioPwritev(ByteBuffer[] srcs, int offset, int length, long position)
      throws IOException {
    return below.pwritev(java.util.Arrays.copyOfRange(srcs, offset, offset + length), position);
  }

  @Override
  protected FlushState ioFlush() throws IOException {
    return below.flushState();
  }

  @Override
  protected Optional<PeerCredentials> ioPeerCredentials() throws IOException {
    return below.peerCredentials();
  }

  @Override
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    return below.facts(kind);
  }

  @Override
  protected QioTask<Void> ioHandshake() {
    return below.handshake();
  }

  @Override
  protected QioTask<Void> ioBye() {
    return below.bye();
  }
}
