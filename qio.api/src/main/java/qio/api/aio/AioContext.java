package qio.api.aio;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One event loop: it waits for pollables, timers and bottom halves, and calls what is due, on one
 * thread at a time. The header's {@code AioContext}.
 *
 * <p>A loop is run in one of two ways. {@link #start} gives it a thread of its own, until it is
 * closed. Otherwise its callers run it: {@link #run} for a while, or {@link #poll} for one turn at
 * a time; platform and virtual threads may do so alike. One thread runs it at any moment; another
 * that tries gets an {@link IllegalStateException}. From within a handler the loop may be polled
 * again (a nested turn): the handlers that are running further up the stack are passed over,
 * everything else is served.
 *
 * <p>A turn visits each kind of work once, so none can starve another:
 *
 * <pre>
 *   wait until something is ready, scheduled or due  (not at all if it is already)
 *     |
 *   handlers of what is ready, by priority, else in the poller's order
 *     |
 *   bottom halves that were scheduled by now, in that order
 *     |
 *   timers that are due by now, the earliest deadline first
 * </pre>
 *
 * <p>What these add to the loop waits for the next turn. A turn in the steady state allocates
 * nothing.
 *
 * <p>A loop lives like this; what is closed is closed when the outermost turn under way has
 * unwound, and at once if there is none:
 *
 * <pre>
 *          close(), or waiting itself fails           watches and hooks told,
 *   OPEN -----------------------------------&gt; CLOSING ------------------------&gt; CLOSED
 *                                                     poller closed
 * </pre>
 *
 * <p>Whatever a handler, bottom half, timer or hook throws, an {@link Error} included, is reported
 * through {@link System.Logger} {@code qio.api.aio} under the loop's and the handler's name, and
 * the loop goes on: its own books are never open while foreign code runs, and one handler out of
 * memory or stack is no reason to fail all others. Only if waiting itself fails, or the loop's own
 * code, does the loop die: everyone who waits is told, and later calls say why.
 *
 * <p>An interrupt neither ends a wait of the loop nor gets lost: the thread that calls {@code poll}
 * finds it pending afterwards. The loop's own thread, which belongs to nobody, drops it.
 *
 * <p>All methods may be called from any thread, as far as they do not run the loop.
 */
public final class AioContext implements Executor, AutoCloseable {

  /** The priority of whatever sets none, as in GLib: 0. */
  public static final int DEFAULT_PRIORITY = 0;

  private static final System.Logger LOG = System.getLogger("qio.api.aio");
  private static final long NO_LIMIT = -1;

  private final String name;
  private final String pollerName;
  private final boolean closeable;
  private final Poller poller;
  private final LoopOwner owner = new LoopOwner();
  private final LoopRecorder recorder;
  private final LoopAlarm alarm;
  private final LoopFaults faults;
  private final WatchRegistry watches;
  private final BottomHalfQueue bottomHalves = new BottomHalfQueue();
  private final TimerHeap timers = new TimerHeap();
  private final CloseHooks hooks = new CloseHooks();
  private final PollWindow window = new PollWindow(System::nanoTime);
  private final LoopTurn turn;

  private final AtomicReference<LoopState> state = new AtomicReference<>(LoopState.OPEN);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Throwable deathCause; // written by the thread that runs the loop
  private volatile boolean stopping; // set by anyone, cleared by run()
  private volatile @Nullable Thread ownThread; // written by the start() that won the loop

  private AioContext(
      String name, String pollerName, Poller poller, boolean closeable, System.Logger log) {
    this.name = name;
    this.pollerName = pollerName;
    this.closeable = closeable;
    this.poller = poller;
    this.recorder = new LoopRecorder(name);
    this.alarm = new LoopAlarm(poller, recorder);
    this.faults = new LoopFaults(name, log);
    this.watches = new WatchRegistry(this, owner, poller, faults);
    LoopWait wait =
        new LoopWait(this, poller, alarm, watches, bottomHalves, timers, window, recorder);
    this.turn = new LoopTurn(this, wait, watches, bottomHalves, timers, faults, recorder);
  }

  /**
   * Opens a loop with the best poller there is. Nothing runs it until {@link #start}, {@link #run}
   * or {@link #poll} is called.
   *
   * @param name what messages and its thread call the loop; need not be unique
   * @return the loop, to be closed by the caller
   * @throws IOException if the system property {@code qio.aio.poller} names a kind of poller that
   *     is not there, or the operating system has no more pollers to give
   * @throws IllegalStateException if two providers call their pollers by one name
   */
  public static AioContext open(String name) throws IOException {
    return open(name, PollerLookup.best());
  }

  /**
   * Opens a loop with a poller of this kind. Nothing runs it until {@link #start}, {@link #run} or
   * {@link #poll} is called.
   *
   * @param name what messages and its thread call the loop; need not be unique
   * @param provider the kind of poller
   * @return the loop, to be closed by the caller
   * @throws IOException if the operating system has no more pollers to give
   */
  public static AioContext open(String name, PollerProvider provider) throws IOException {
    return open(name, provider, true, LOG);
  }

  static AioContext open(String name, PollerProvider provider, boolean closeable, System.Logger log)
      throws IOException {
    Objects.requireNonNull(name, "name");
    Poller poller = BridgedPoller.around(provider.open(), name);
    return new AioContext(name, provider.name(), poller, closeable, log);
  }

  /** Opens the loop that nobody can close. */
  static AioContext openForProcess(String name) throws IOException {
    return open(name, PollerLookup.best(), false, LOG);
  }

  /**
   * The default loop of the process, which runs on a daemon thread of its own from the first call
   * on. If it has died, another takes its place.
   *
   * @return the loop, which cannot be closed
   * @throws java.io.UncheckedIOException if it cannot be opened
   */
  public static AioContext main() {
    return MainLoop.get();
  }

  /**
   * The loop that the calling thread is running now; of several, the innermost.
   *
   * @return the loop, or empty outside of handlers, bottom halves, timers and hooks
   */
  public static Optional<AioContext> current() {
    return Optional.ofNullable(LoopOwner.innermost());
  }

  /**
   * What messages call the loop.
   *
   * @return the name given at opening
   */
  public String name() {
    return name;
  }

  /**
   * The kind of poller.
   *
   * @return the name of its provider, {@code selector} for instance
   */
  public String pollerName() {
    return pollerName;
  }

  // ---- running ----

  /**
   * Gives the loop a daemon platform thread of its own, which runs it until it is closed.
   *
   * @return this loop
   * @throws IllegalStateException if a thread runs the loop already
   * @throws RejectedExecutionException if the loop is closed
   */
  public AioContext start() {
    requireOpen();
    Thread thread = Thread.ofPlatform().daemon().name(threadName(name)).unstarted(this::live);
    if (!owner.assign(thread)) {
      throw owner.refusal(this, thread);
    }
    ownThread = thread;
    try {
      thread.start();
    } catch (Throwable unstartable) {
      ownThread = null;
      owner.unassign();
      takeDownIfFree();
      throw unstartable;
    }
    return this;
  }

  private void live() {
    AioContext outer = owner.descend(this);
    try {
      while (isOpen()) {
        turn(NO_LIMIT);
        // A handler's stray interrupt would make each channel of java.nio close that it meets.
        Thread.interrupted();
      }
    } catch (ClosedLoopException death) {
      // Reported when it happened; those who wait are told in leave().
    } finally {
      leave(outer);
    }
  }

  /**
   * Runs the loop on the calling thread until it is closed or stopped. Waits as long as there is
   * nothing to do.
   *
   * @throws ClosedLoopException if the loop is closed when this is called, or dies
   * @throws IOException never otherwise
   * @throws IllegalStateException if a thread runs the loop already, this one included
   */
  public void run() throws IOException {
    if (inLoop()) {
      throw new IllegalStateException(
          "the loop \"%s\" is running; from within it, poll it".formatted(name));
    }
    AioContext outer = enter();
    try {
      while (!stopping && isOpen()) {
        turn(NO_LIMIT);
      }
    } finally {
      stopping = false;
      leave(outer);
    }
  }

  /**
   * Makes {@link #run} return after the turn it is in; if it is not running, the next one returns
   * at once.
   *
   * @throws IllegalStateException if the loop has a thread of its own, which only closing ends
   */
  public void stop() {
    if (ownThread != null) {
      throw new IllegalStateException(
          "the loop \"%s\" has a thread of its own; close it".formatted(name));
    }
    stopping = true;
    alarm.ring();
  }

  /**
   * Runs one turn, on the calling thread. From within a handler this is a nested turn.
   *
   * @param blocking whether to wait until there is something to do, or {@link #wakeup} is called
   * @return true if something was done; false if there was nothing to do, only an idle bottom half
   *     ran, or the loop was woken
   * @throws ClosedLoopException if the loop is closed, or dies in this turn
   * @throws IOException never otherwise
   * @throws IllegalStateException if another thread runs the loop
   */
  public boolean poll(boolean blocking) throws IOException {
    return poll(blocking ? NO_LIMIT : 0);
  }

  /**
   * Runs one turn, on the calling thread. From within a handler this is a nested turn.
   *
   * @param limit the longest time to wait for something to do; a negative one counts as zero
   * @return true if something was done; false if there was nothing to do in that time, only an idle
   *     bottom half ran, or the loop was woken
   * @throws ClosedLoopException if the loop is closed, or dies in this turn
   * @throws IOException never otherwise
   * @throws IllegalStateException if another thread runs the loop
   */
  public boolean poll(Duration limit) throws IOException {
    return poll(Math.max(0, AioTimer.nanos(limit)));
  }

  private boolean poll(long limit) throws ClosedLoopException {
    AioContext outer = enter();
    try {
      return turn(limit);
    } finally {
      leave(outer);
    }
  }

  private @Nullable AioContext enter() throws ClosedLoopException {
    if (!owner.takeOrHold()) {
      if (isOpen()) {
        throw owner.refusal(this, Thread.currentThread());
      }
      throw closedException();
    }
    AioContext outer = owner.descend(this);
    if (!isOpen()) {
      leave(outer);
      throw closedException();
    }
    return outer;
  }

  private void leave(@Nullable AioContext outer) {
    if (owner.isOutermost() && state.get() == LoopState.CLOSING) {
      takeDown();
    }
    owner.leave(outer);
    // Whoever closed the loop after the look above found it owned and relies on this one.
    takeDownIfFree();
  }

  private boolean turn(long limit) throws ClosedLoopException {
    try {
      return turn.take(limit);
    } catch (Throwable cause) {
      die(cause);
      throw closedException();
    }
  }

  /**
   * Sets for how long the loop looks for work before it sleeps, which buys latency for processor
   * time; {@link AdaptivePolling#OFF} at first. It holds from the next turn on, whose window is
   * zero; a wait under way is not ended. Does nothing on a closed loop.
   *
   * <p>While it looks the loop holds its thread; on a virtual thread that is the carrier, on which
   * others have to wait for the length of the window.
   *
   * @param polling how long, and how that adapts
   */
  public void adaptivePolling(AdaptivePolling polling) {
    window.set(Objects.requireNonNull(polling, "polling"));
  }

  /**
   * For how long the loop may look for work before it sleeps.
   *
   * @return what was set last
   */
  public AdaptivePolling adaptivePolling() {
    return window.setting();
  }

  // ---- work ----

  /**
   * Makes the wait under way, or the next one if there is none, end at once. Many calls count as
   * one. Does nothing on a closed loop.
   */
  public void wakeup() {
    alarm.ring();
  }

  /**
   * Whether the calling thread is running this loop, that is, whether the caller was called by it.
   *
   * @return true within handlers, bottom halves, timers and hooks of this loop
   */
  public boolean inLoop() {
    return owner.isCaller();
  }

  /**
   * Sets what the loop calls, once in every turn, while a pollable is ready: {@code read} when
   * there is something to read, {@code write} when there is room to write, and both on an error or
   * a hang-up. They replace the handlers that were set before; null removes that side, and two
   * nulls end the waiting. A handler that was replaced or removed is not running when this returns
   * and is never called again, with the exception of {@link AioWatch#close}: called from within the
   * loop, this does not wait. Watches of the same pollable are left alone.
   *
   * @param pollable what to wait on; its owner removes the handlers before it closes the descriptor
   * @param read called when it can be read, or null
   * @param write called when it can be written, or null
   * @throws ClosedLoopException if the loop is closed
   * @throws IOException if the operating system cannot wait on it
   * @throws IllegalArgumentException if this loop's poller does not accept such a pollable
   */
  public void setFdHandler(Pollable pollable, @Nullable IoHandler read, @Nullable IoHandler write)
      throws IOException {
    watches.setHandlers(Objects.requireNonNull(pollable, "pollable"), read, write);
  }

  /**
   * Adds a watch, level-triggered: the listener is called once in every turn that finds the
   * pollable ready, with what it asked for and is ready. Errors and hang-ups are always told, and
   * they last: a listener that neither deals with them nor closes its watch is called in every
   * turn. Many watches may share a pollable.
   *
   * <p>A pollable whose earlier watches were left behind by somebody who closed the descriptor can
   * be watched anew: those are dropped.
   *
   * @param pollable what to wait on; its owner removes the watches before it closes the descriptor
   * @param interest bits of {@link Readiness}
   * @param listener what to call
   * @return the watch, to be closed by the caller
   * @throws ClosedLoopException if the loop is closed
   * @throws IOException if the operating system cannot wait on it
   * @throws IllegalArgumentException if this loop's poller does not accept such a pollable, or the
   *     interest has bits without a meaning
   */
  public AioWatch watch(Pollable pollable, int interest, ReadinessListener listener)
      throws IOException {
    return watch(pollable, interest, DEFAULT_PRIORITY, listener);
  }

  /**
   * Adds a watch with a priority: of what is ready in one turn, the lower number is told first, and
   * what is equal in the order in which it was found. Nothing is kept waiting for another turn.
   *
   * @param pollable what to wait on; its owner removes the watches before it closes the descriptor
   * @param interest bits of {@link Readiness}
   * @param priority any number; {@link #DEFAULT_PRIORITY} is that of all handlers
   * @param listener what to call
   * @return the watch, to be closed by the caller
   * @throws ClosedLoopException if the loop is closed
   * @throws IOException if the operating system cannot wait on it
   * @throws IllegalArgumentException if this loop's poller does not accept such a pollable, or the
   *     interest has bits without a meaning
   */
  public AioWatch watch(Pollable pollable, int interest, int priority, ReadinessListener listener)
      throws IOException {
    return watches.add(
        Objects.requireNonNull(pollable, "pollable"),
        Readiness.check(interest),
        priority,
        Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Makes a bottom half, not yet scheduled. It needs no closing.
   *
   * @param task what it runs
   * @return the bottom half
   */
  public BottomHalf bottomHalf(Runnable task) {
    return BottomHalf.after(this, Objects.requireNonNull(task, "task"));
  }

  /**
   * Makes a bottom half, not yet scheduled, that a turn runs among its handlers, at the place of
   * its priority, and not after them: for watches on what has no descriptor. It needs no closing.
   *
   * @param task what it runs
   * @param priority as for {@link #watch(Pollable, int, int, ReadinessListener)}
   * @return the bottom half
   */
  public BottomHalf bottomHalf(Runnable task, int priority) {
    return BottomHalf.among(this, Objects.requireNonNull(task, "task"), priority);
  }

  /**
   * Has the loop run a task once, in its next turn, after everything that was scheduled before.
   *
   * @param task what to run
   * @throws RejectedExecutionException if the loop is closed; a task that it still took may be
   *     dropped when it is closed before the next turn
   */
  @Override
  public void execute(Runnable task) {
    bottomHalf(task).schedule();
  }

  /**
   * Makes a timer, not yet armed. It needs no closing.
   *
   * @param task what it runs
   * @return the timer
   */
  public AioTimer timer(Runnable task) {
    return new AioTimer(this, timers, Objects.requireNonNull(task, "task"));
  }

  /**
   * Makes a timer and arms it.
   *
   * @param delay from now; a negative one counts as zero
   * @param task what it runs
   * @return the timer
   * @throws RejectedExecutionException if the loop is closed
   */
  public AioTimer schedule(Duration delay, Runnable task) {
    AioTimer timer = timer(task);
    timer.arm(delay);
    return timer;
  }

  /**
   * Has a task run when the loop is closed or dies, by the thread that takes it down, after the
   * watches' listeners were told; hooks run in the order in which they were added.
   *
   * @param hook what to run
   * @return the hook, which can be cancelled
   * @throws RejectedExecutionException if the loop is closed, so that nobody waits for nothing
   */
  public CloseHook onClose(Runnable hook) {
    return hooks.add(Objects.requireNonNull(hook, "hook")).orElseThrow(this::rejection);
  }

  // ---- the end ----

  /**
   * Whether the loop takes work.
   *
   * @return false from the moment it is closed or has died
   */
  public boolean isOpen() {
    return state.get() == LoopState.OPEN;
  }

  /**
   * Closes the loop: no further handler is called, every watch's listener is told {@link
   * ReadinessListener#loopClosed}, the hooks run, timers and bottom halves are dropped, its own
   * thread ends and the poller is closed. Closing again does nothing.
   *
   * <p>Called from within the loop this returns at once, and the above happens when the outermost
   * turn has unwound. Called from elsewhere it returns when all that is done and nothing of the
   * loop runs any more; it waits for handlers that are running: do not call it while holding what
   * they wait for.
   *
   * @throws IllegalStateException on the {@linkplain #main default loop}
   */
  @Override
  public void close() {
    if (!closeable) {
      throw new IllegalStateException(
          "the loop \"%s\" serves the whole process and cannot be closed".formatted(name));
    }
    beginClose();
    if (inLoop()) {
      return;
    }
    Uninterrupted.await(closed);
    Thread own = ownThread;
    if (own != null) {
      Uninterrupted.join(own);
    }
  }

  /** Lets the loop take no more work and come to its end; waits for nobody. */
  void beginClose() {
    state.compareAndSet(LoopState.OPEN, LoopState.CLOSING);
    if (!inLoop()) {
      alarm.ring();
      takeDownIfFree();
    }
  }

  private void die(Throwable cause) {
    if (isOpen()) {
      deathCause = cause;
      faults.died(cause);
    }
    state.compareAndSet(LoopState.OPEN, LoopState.CLOSING);
  }

  private void takeDownIfFree() {
    if (state.get() == LoopState.CLOSING && owner.claim()) {
      AioContext outer = owner.descend(this);
      if (state.get() == LoopState.CLOSING) {
        takeDown();
      }
      owner.leave(outer);
    }
  }

  /** Tells everyone who waits, and lets go of everything. Called by the owner. */
  private void takeDown() {
    try {
      watches.close();
      hooks.runAll(faults);
      timers.close();
      bottomHalves.clear();
      watches.clearRanked();
      poller.close();
    } finally {
      state.set(LoopState.CLOSED);
      closed.countDown();
    }
  }

  // ---- for the parts of the loop ----

  /** What the own thread of a loop of that name is called. */
  static String threadName(String loop) {
    return "qio-aio-" + loop;
  }

  void enqueue(BottomHalf bottomHalf) {
    if (bottomHalf.isRanked()) {
      watches.push(bottomHalf);
    } else {
      bottomHalves.push(bottomHalf);
    }
    alarm.wakeIfAsleep();
  }

  /** Makes a sleeping loop look again at what it waits for. */
  void hurry() {
    alarm.wakeIfAsleep();
  }

  /** Tells what the loop does to who records it. */
  LoopRecorder recorder() {
    return recorder;
  }

  void requireOpen() {
    if (!isOpen()) {
      throw rejection();
    }
  }

  ClosedLoopException closedException() {
    return new ClosedLoopException(name, deathCause);
  }

  private RejectedExecutionException rejection() {
    Throwable cause = deathCause;
    return new RejectedExecutionException(ClosedLoopException.message(name, cause), cause);
  }

  /**
   * Says for logs, dumps and debuggers what the loop is and does: its name, its kind of poller,
   * whether it is open, which thread runs it, how many watches (with handlers), armed timers and
   * bottom halves it has to serve, and the window of adaptive polling if that is on. The numbers
   * are from moments that lie close together. Takes the locks of the loop's books, which nobody
   * holds for long.
   *
   * @return a line of text, whose form may change
   */
  @Override
  public String toString() {
    return "loop \"%s\" (%s, %s, %s, watches: %d, timers: %d, bottom halves: %d%s)"
        .formatted(
            name,
            pollerName,
            state.get(),
            owner.description(),
            watches.size(),
            timers.size(),
            bottomHalves.size(),
            window.description());
  }
}
