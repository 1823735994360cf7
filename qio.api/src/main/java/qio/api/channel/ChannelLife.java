package qio.api.channel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;

/**
 * The life of a channel: who is inside it, who sleeps in it, and how it ends.
 *
 * <pre>
 *   OPEN --close--&gt; CLOSING --everybody has left--&gt; CLOSED (ioClose has run, once)
 * </pre>
 *
 * <p>One thread reads, one writes, any number does other things; each passes its gate. To close is
 * to shut the gates, wake whoever sleeps, end the watches, and run {@code ioClose} when the last
 * thread has left, so that a provider's {@code ioClose} never meets a call in flight. The closer
 * waits for that a moment; a thread that is stuck in the operating system for longer runs {@code
 * ioClose} itself when it comes out.
 */
abstract class ChannelLife extends ChannelSpi {

  /** How long a closer waits for calls in flight before it leaves the end to the last of them. */
  private static final long GRACE_NANOS = 1_000_000_000L;

  /** The three gates and the closer itself. */
  private static final int PARTIES = 4;

  private static final VarHandle CLOSING =
      Handles.of(MethodHandles.lookup(), "closing", boolean.class);
  private static final VarHandle PARTIES_LEFT =
      Handles.of(MethodHandles.lookup(), "partiesLeft", int.class);

  private final Gate reading = new Gate();
  private final Gate writing = new Gate();
  private final SharedGate using = new SharedGate();

  private final WaitSlot readSlot = new WaitSlot(this, "reader");
  private final WaitSlot writeSlot = new WaitSlot(this, "writer");
  private final WaitSlot flushSlot = new WaitSlot(this, "flusher");

  private final TransferEnds transfers = new TransferEnds();
  private final OpenWatches watches = new OpenWatches();

  private volatile boolean closing;
  private volatile int partiesLeft = PARTIES;
  private volatile @Nullable Thread closer;

  /**
   * Called once the channel has ended; null if nobody wants to know. Set before it is handed on.
   */
  private volatile @Nullable Runnable afterEnd;

  private volatile @Nullable AioContext attached;

  /** True from detach to attach: a coroutine that sleeps here must not be resumed meanwhile. */
  private volatile boolean detached;

  /** Until when the user's job may wait; null if there is no limit. */
  private volatile @Nullable JobDeadline job;

  private @Nullable WaitLimit readLimit; // written while the channel is set up
  private @Nullable WaitLimit writeLimit; // written while the channel is set up

  private final TimedTasks tasks;

  ChannelLife(String address) {
    super(address);
    tasks = new TimedTasks(this);
  }

  /** Where the channel stands in its life, for people to read. */
  final String stage() {
    if (isAlive()) {
      return "open";
    }
    return partiesLeft > 0 ? "closing" : "closed";
  }

  /** On which loop the channel is and who sleeps in it, for people to read; empty if none does. */
  final String company() {
    AioContext context = attached;
    return (context == null ? "" : ", on loop \"" + context.name() + '"')
        + readSlot.sleeper()
        + writeSlot.sleeper()
        + flushSlot.sleeper();
  }

  // ---- gates ----

  /** Whether the channel was not closed yet. */
  final boolean isAlive() {
    return !closing;
  }

  final void enter(IoCondition direction) throws IOException {
    Gate gate = gate(direction);
    if (!gate.enter()) {
      if (gate.isShut()) {
        throw ChannelFailures.closed(addressText());
      }
      throw ChannelFailures.pending(direction, addressText());
    }
  }

  final void leave(IoCondition direction) throws IOException {
    if (gate(direction).leave()) {
      partyLeft();
    }
  }

  final void enterShared() throws IOException {
    if (!using.enter()) {
      throw ChannelFailures.closed(addressText());
    }
  }

  final void leaveShared() throws IOException {
    if (using.leave()) {
      partyLeft();
    }
  }

  private Gate gate(IoCondition direction) {
    return direction == IoCondition.OUT ? writing : reading;
  }

  private WaitSlot slot(IoCondition direction) {
    return switch (direction) {
      case OUT -> writeSlot;
      case ERR -> flushSlot;
      default -> readSlot;
    };
  }

  // ---- transfers ----

  /** This thread, inside both channels, is about to move bytes from here to there. */
  final void beginTransfer(ChannelLife sink) {
    transfers.sink(sink);
    sink.transfers().source(this);
  }

  final void endTransfer(ChannelLife sink) {
    transfers.sink(null);
    sink.transfers().source(null);
  }

  private TransferEnds transfers() {
    return transfers;
  }

  /** Whether a broken-off transfer has left bytes that are read before all others. */
  abstract boolean hasUnread();

  /** Whether there is no need to sleep, although nothing has happened to the descriptor. */
  private boolean isNoNeedToSleep(IoCondition condition) {
    return (condition == IoCondition.IN && hasUnread()) || transfers.isOtherClosing(condition);
  }

  // ---- sleeping ----

  /**
   * Sleeps in blocking mode: away from any context the channel is attached to.
   *
   * @return false if the time was up
   */
  final boolean sleep(IoCondition condition, long deadline, long transferred) throws IOException {
    return sleepFor(null, condition, deadline, transferred);
  }

  /**
   * Sleeps on behalf of a layer above. Who wakes the layer's thread signals the layer's slot first
   * and this one second; the thread claims this one first and looks at the layer's second; so no
   * wake is lost between the two.
   */
  final boolean sleepFor(
      @Nullable ChannelLife above, IoCondition condition, long deadline, long transferred)
      throws IOException {
    WaitSlot slot = claim(condition);
    try {
      if ((above != null && above.callerWasWoken()) || isNoNeedToSleep(condition)) {
        return true;
      }
      checkAwake(transferred);
      SleepLimit limit = sleepLimit(condition);
      long left = Math.max(0, Deadline.remaining(deadline));
      long most = limit == null ? left : Math.max(0, Math.min(left, limit.left()));
      boolean inTime = awaitInside(condition, most, transferred);
      checkAwake(transferred);
      if (inTime || slot.state() != WaitSlot.State.WAITING) {
        return true;
      }
      if (limit != null && most < left) {
        throw limit.passed(addressText(), condition, transferred);
      }
      return false;
    } finally {
      slot.release();
    }
  }

  /**
   * Whether a thread that is about to sleep may do so inside a call of the provider's, where
   * nothing but a wake-up limits its time.
   */
  final boolean maySleepInCall(IoCondition condition) {
    Thread thread = Thread.currentThread();
    return !thread.isVirtual()
        && !thread.isInterrupted()
        && sleepLimit(condition) == null
        && !isNoNeedToSleep(condition);
  }

  /**
   * Claims the place of who is about to sleep inside a call of the provider's.
   *
   * @return null if the thread may not sleep there
   */
  private @Nullable WaitSlot claimForCall(IoCondition condition, long transferred)
      throws IOException {
    if (!maySleepInCall(condition)) {
      return null;
    }
    WaitSlot slot = claim(condition);
    boolean claimed = false;
    try {
      checkAwake(transferred);
      claimed = maySleepInCall(condition);
    } finally {
      if (!claimed) {
        slot.release();
      }
    }
    return claimed ? slot : null;
  }

  /**
   * Reads, and sleeps for the first byte inside the provider's own call, where the provider can.
   *
   * @return as {@link #ioReadvWaiting}
   */
  final long sleepInRead(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      long transferred)
      throws IOException {
    WaitSlot slot = claimForCall(IoCondition.IN, transferred);
    if (slot == null) {
      return QioChannel.NOT_SUPPORTED;
    }
    try {
      long n = ioReadvWaiting(dsts, offset, length, received);
      if (n == QioChannel.WOULD_BLOCK) {
        checkAwake(transferred);
      }
      return n;
    } finally {
      slot.release();
    }
  }

  /**
   * The same on behalf of a layer above, whose thread this is: it looks itself whether it is still
   * wanted when it was woken. No wake is lost for the reason that {@link #sleepFor} has.
   *
   * @return as {@link #ioReadvWaiting}
   */
  final long sleepInReadFor(ChannelLife above, ByteBuffer[] dsts) throws IOException {
    if (!maySleepInCall(IoCondition.IN)) {
      return QioChannel.NOT_SUPPORTED;
    }
    WaitSlot slot = claim(IoCondition.IN);
    try {
      if (above.callerWasWoken()) {
        return QioChannel.WOULD_BLOCK;
      }
      long n =
          closing || !maySleepInCall(IoCondition.IN)
              ? QioChannel.NOT_SUPPORTED
              : ioReadvWaiting(dsts, 0, dsts.length, null);
      if (closing && n < 0) {
        throw ChannelFailures.closedInCall(addressText());
      }
      return n;
    } finally {
      slot.release();
    }
  }

  /**
   * Writes, and sleeps for room inside the provider's own call, where the provider can.
   *
   * @return as {@link #ioWritevWaiting}
   */
  final long sleepInWrite(ByteBuffer[] srcs, int offset, int length, long transferred)
      throws IOException {
    WaitSlot slot = claimForCall(IoCondition.OUT, transferred);
    if (slot == null) {
      return QioChannel.NOT_SUPPORTED;
    }
    try {
      long n = ioWritevWaiting(srcs, offset, length);
      if (n == QioChannel.WOULD_BLOCK) {
        checkAwake(transferred);
      }
      return n;
    } finally {
      slot.release();
    }
  }

  /**
   * Accepts, and sleeps for a client inside the provider's own call.
   *
   * @return the client; empty after having slept for nothing
   */
  final Optional<QioChannel> sleepInAccept(Admission.Source source) throws IOException {
    WaitSlot slot = claimForCall(IoCondition.IN, 0);
    if (slot == null) {
      return Optional.empty();
    }
    try {
      Optional<QioChannel> client = source.next();
      if (client.isEmpty()) {
        checkAwake(0);
      }
      return client;
    } finally {
      slot.release();
    }
  }

  /**
   * Sleeps for a while in the place of who waits for input, whatever is ready.
   *
   * @return false if the time was up, true if somebody woke the thread
   */
  final boolean rest(long deadline) throws IOException {
    WaitSlot slot = claim(IoCondition.IN);
    try {
      checkAwake(0);
      boolean woken = slot.park(deadline);
      checkAwake(0);
      return woken;
    } finally {
      slot.release();
    }
  }

  private boolean callerWasWoken() {
    return readSlot.callerWasWoken() || writeSlot.callerWasWoken() || flushSlot.callerWasWoken();
  }

  /**
   * Sleeps as a coroutine: on the attached context if there is one, and following the channel when
   * it is moved.
   */
  final void sleepAsCoroutine(IoCondition condition, long transferred) throws IOException {
    WaitSlot slot = claim(condition);
    try {
      do {
        if (isNoNeedToSleep(condition)) {
          return;
        }
        checkAwake(transferred);
        SleepLimit limit = sleepLimit(condition);
        long most = limit == null ? Deadline.NONE : Math.max(0, limit.left());
        boolean inTime = sleepWhereAttached(slot, condition, most, transferred);
        checkAwake(transferred);
        if (limit != null && !inTime && slot.state() == WaitSlot.State.WAITING) {
          throw limit.passed(addressText(), condition, transferred);
        }
      } while (slot.rearmIfMoved());
    } finally {
      slot.release();
    }
  }

  private boolean sleepWhereAttached(
      WaitSlot slot, IoCondition condition, long timeoutNanos, long transferred)
      throws IOException {
    AioContext context = attached;
    if (context != null) {
      return sleepOn(context, condition, Deadline.after(timeoutNanos), () -> attached == context);
    }
    return detached
        ? slot.park(Deadline.after(timeoutNanos))
        : awaitInside(condition, timeoutNanos, transferred);
  }

  // ---- limits of sleeping ----

  /** Limits every later wait for a condition; while the channel is set up. */
  final void limit(IoCondition condition, WaitLimit limit) {
    if (condition == IoCondition.OUT) {
      writeLimit = limit;
    } else {
      readLimit = limit;
    }
  }

  /** Sets or moves the deadline, for those who sleep already as well; null ends it. */
  final void deadline(@Nullable JobDeadline deadline) {
    job = deadline;
    moved();
    tasks.deadlineMoved();
  }

  @Nullable JobDeadline job() {
    return job;
  }

  /**
   * What ends a sleep that begins now, in this channel or in those that it stands on; null if
   * nothing does.
   */
  @Nullable SleepLimit sleepLimit(IoCondition condition) {
    return SleepLimit.sooner(job, condition == IoCondition.IN ? readLimit : writeLimit);
  }

  /** Ends a task of this channel when the job's time is up, whenever that is by then. */
  final void endInTime(QioTask<?> task) {
    tasks.add(task);
  }

  /** A channel below that was interrupted knows nothing of what this one has moved before. */
  private boolean awaitInside(IoCondition condition, long timeoutNanos, long transferred)
      throws IOException {
    try {
      return ioAwait(condition, timeoutNanos);
    } catch (SocketTimeoutException e) { // a time limit of the provider's, and no interrupt
      e.bytesTransferred = (int) Math.min(transferred, Integer.MAX_VALUE);
      throw e;
    } catch (InterruptedIOException e) {
      throw ChannelFailures.interrupted(addressText(), transferred);
    }
  }

  private WaitSlot claim(IoCondition condition) {
    WaitSlot slot = slot(condition);
    if (!slot.claim()) {
      throw ChannelFailures.pending(condition, addressText());
    }
    return slot;
  }

  /** Parks until a watch on the given loop fires, or somebody signals the slot. */
  @Override
  final boolean sleepOn(AioContext context, IoCondition condition, long deadline)
      throws IOException {
    return sleepOn(context, condition, deadline, () -> true);
  }

  /**
   * The same on a loop that the sleeper may leave: from then on that loop means nothing to it,
   * neither what it finds ready nor its end.
   */
  private boolean sleepOn(
      AioContext context, IoCondition condition, long deadline, BooleanSupplier belongs)
      throws IOException {
    WaitSlot slot = slot(condition);
    Runnable wake =
        () -> {
          if (belongs.getAsBoolean()) {
            slot.signal(WaitSlot.State.READY);
          }
        };
    try (WatchSource watch =
            ioCreateWatch(IoCondition.of(condition, IoCondition.ERR, IoCondition.HUP));
        LoopEnd end = LoopEnd.of(addressText(), context, wake)) {
      watch.attach(
          context,
          (channel, ready) -> {
            wake.run();
            return false;
          });
      boolean inTime = slot.park(deadline);
      if (belongs.getAsBoolean()) {
        end.check();
      }
      return inTime;
    }
  }

  final void checkAwake(long transferred) throws IOException {
    if (closing) {
      throw ChannelFailures.closedInCall(addressText());
    }
    if (Thread.interrupted()) {
      throw ChannelFailures.interrupted(addressText(), transferred);
    }
  }

  final void wake(IoCondition condition, WaitSlot.State why) {
    slot(condition).signal(why);
    ioWake(condition);
  }

  final void attach(AioContext context) {
    attached = context;
    detached = false;
    moved();
  }

  final void detach() {
    if (attached != null) {
      detached = true;
      attached = null;
      moved();
    }
  }

  final @Nullable AioContext attachedContext() {
    return attached;
  }

  private void moved() {
    for (IoCondition direction : List.of(IoCondition.IN, IoCondition.OUT)) {
      if (slot(direction).state() == WaitSlot.State.WAITING) {
        wake(direction, WaitSlot.State.MOVED);
      }
    }
  }

  // ---- watches ----

  /** Takes a new watch into the channel's care. */
  final void remember(WatchSource watch) throws IOException {
    if (!watches.add(watch)) {
      throw ChannelFailures.closed(addressText());
    }
  }

  final void forget(WatchSource watch) {
    watches.remove(watch);
  }

  /** Lets go of whatever else a loop holds of this channel, before the channel ends. */
  abstract void releaseHandlers() throws IOException;

  // ---- the end ----

  final void shutAndClose() throws IOException {
    if (!CLOSING.compareAndSet(this, false, true)) {
      return;
    }
    closer = Thread.currentThread();
    int gone = count(reading.shut()) + count(writing.shut()) + count(using.shut());
    PARTIES_LEFT.getAndAdd(this, -gone);
    wake(IoCondition.IN, WaitSlot.State.READY);
    wake(IoCondition.OUT, WaitSlot.State.READY);
    if (flushSlot.state() == WaitSlot.State.WAITING) {
      wake(IoCondition.ERR, WaitSlot.State.READY);
    }
    transfers.wakeOthers();
    IOException failure = null;
    try {
      watches.end();
      releaseHandlers();
    } catch (IOException e) {
      failure = e; // told when the rest is done: the channel must end all the same
    }
    awaitOthers();
    closer = null;
    try {
      partyLeft();
    } catch (IOException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      failure = e;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static int count(boolean nobodyInside) {
    return nobodyInside ? 1 : 0;
  }

  /** Waits until only the closer is left, for a limited time, and not at all for itself. */
  private void awaitOthers() {
    long deadline = Deadline.after(GRACE_NANOS);
    boolean inOwnCall = reading.isHeldByCaller() || writing.isHeldByCaller();
    while (partiesLeft > 1 && !inOwnCall && !Thread.currentThread().isInterrupted()) {
      long left = Deadline.remaining(deadline);
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private void partyLeft() throws IOException {
    int left = (int) PARTIES_LEFT.getAndAdd(this, -1) - 1;
    if (left == 0) {
      end();
    } else if (left == 1) {
      LockSupport.unpark(closer);
    }
  }

  private void end() throws IOException {
    try {
      ioClose();
    } finally {
      Runnable waiting = afterEnd;
      if (waiting != null) {
        waiting.run();
      }
    }
  }

  /** Has something run when the channel has ended, however it ends; for who has just made it. */
  final void whenEnded(Runnable action) {
    afterEnd = action;
  }
}
