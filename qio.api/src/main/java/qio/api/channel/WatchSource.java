package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.Pollable;
import qio.api.aio.Readiness;

/**
 * A watch on a channel: calls back on a loop's thread while one of its conditions holds. (The
 * header's {@code GSource} of {@code qio_channel_create_watch}.)
 *
 * <pre>
 *   CREATED --attach--&gt; ATTACHED --close, or callback answers false, or the channel is closed--&gt; CLOSED
 * </pre>
 *
 * <p>Watches are level-triggered: a callback that answers true is called again, once in every turn
 * of the loop, as long as the condition holds. A condition that was not asked for is never told, a
 * hang-up or an error neither. A watch keeps its channel reachable; closing the channel closes its
 * watches.
 *
 * <p>Providers extend this class, or take {@link #onPollable} or {@link SignalledWatch}.
 */
public abstract class WatchSource implements AutoCloseable {

  private enum State {
    CREATED,
    ATTACHED,
    CLOSED
  }

  private static final System.Logger LOG = System.getLogger(WatchSource.class.getName());

  private final QioChannel channel;
  private final Set<IoCondition> conditions;
  private final int asked;
  private final AtomicReference<State> state = new AtomicReference<>(State.CREATED);

  /** Set before the state becomes ATTACHED, and not again. */
  private volatile int priority = AioContext.DEFAULT_PRIORITY;

  /** Set once, before the state becomes ATTACHED. */
  private volatile @Nullable WatchCallback callback;

  /**
   * Makes a watch that is not attached yet.
   *
   * @param channel the channel it watches
   * @param conditions what it asks for
   */
  protected WatchSource(QioChannel channel, Set<IoCondition> conditions) {
    this.channel = channel;
    this.asked = IoCondition.toReadiness(conditions);
    this.conditions = IoCondition.fromReadiness(asked);
  }

  /**
   * A watch on a channel that stands for a descriptor or a channel of {@code java.nio}. For
   * providers.
   *
   * @param channel the channel
   * @param pollable what a loop waits on for it
   * @param conditions what is asked for
   * @return the watch, not attached yet
   */
  public static WatchSource onPollable(
      QioChannel channel, Pollable pollable, Set<IoCondition> conditions) {
    return new PollableWatch(channel, pollable, conditions);
  }

  /**
   * The channel that is watched.
   *
   * @return the channel
   */
  public final QioChannel channel() {
    return channel;
  }

  /**
   * What was asked for.
   *
   * @return an immutable set
   */
  public final Set<IoCondition> conditions() {
    return conditions;
  }

  /**
   * Sets the watch's place in a turn of the loop: of the watches that are ready in one turn, on
   * channels of whatever kind, the one of the lower number calls back first, and equal ones in the
   * order in which the loop has found them. None is kept waiting for another turn. (The header's
   * {@code g_source_set_priority}.)
   *
   * @param place any number; without this call it is {@link AioContext#DEFAULT_PRIORITY}
   * @return this watch
   * @throws IllegalStateException if the watch is attached; on a closed one this does nothing
   */
  public final WatchSource priority(int place) {
    if (state.get() == State.ATTACHED) {
      throw new IllegalStateException(this + " is attached; set its priority before that");
    }
    priority = place;
    return this;
  }

  /**
   * The watch's place in a turn.
   *
   * @return what {@link #priority(int)} was given; a watch that stands on others hands it on to
   *     them when it is attached
   */
  public final int priority() {
    return priority;
  }

  /**
   * Whether the watch can still call back.
   *
   * @return false once it was closed or its callback answered false
   */
  public final boolean isOpen() {
    return state.get() != State.CLOSED;
  }

  /**
   * Starts the watch on a loop. Returns at once; the callback runs on the loop's thread, never
   * inside this call.
   *
   * @param context the loop
   * @param whenReady what to call
   * @return this watch
   * @throws IllegalStateException if the watch was attached before or is closed
   * @throws IOException if the loop cannot wait on this channel, or is closed
   */
  public final WatchSource attach(AioContext context, WatchCallback whenReady) throws IOException {
    callback = whenReady;
    if (!state.compareAndSet(State.CREATED, State.ATTACHED)) {
      throw new IllegalStateException(this + " was attached or closed before");
    }
    try {
      if (!context.isOpen()) {
        throw new IOException(this + ": the loop " + context.name() + " is closed");
      }
      ioAttach(context);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    if (!isOpen()) {
      ioDetach(); // closed from another thread while it was being attached
    }
    return this;
  }

  /**
   * As {@link #attach}, for a watch that somebody may close meanwhile, which is no mistake then.
   */
  final void attachUnlessClosed(AioContext context, WatchCallback whenReady) throws IOException {
    try {
      attach(context, whenReady);
    } catch (IllegalStateException e) {
      if (isOpen()) {
        throw e;
      }
    }
  }

  /**
   * Ends the watch: when this returns its callback is not running, unless the caller is the
   * callback, and it is never called again. Closing again does nothing.
   */
  @Override
  public final void close() {
    State was = state.getAndSet(State.CLOSED);
    if (was != State.CREATED) {
      ioDetach(); // by a second closer too: it waits for the callback like the first
    }
    channel.forget(this);
  }

  /**
   * Starts to watch: from now on, and until {@link #ioDetach}, {@link #fire} is called on the
   * thread of the loop, once in every turn, while a condition holds.
   *
   * @param context the loop
   * @throws IOException if the loop cannot wait on this channel, or is closed
   */
  protected abstract void ioAttach(AioContext context) throws IOException;

  /**
   * Stops watching, quiescently: afterwards {@link #fire} is not being called by the loop, except
   * further up in the caller's own stack, and never will be. May be called twice, and concurrently
   * with the end of {@link #ioAttach}.
   */
  protected abstract void ioDetach();

  /**
   * Tells the callback what is ready, if anything of it was asked for. Called on the loop's thread.
   *
   * @param ready bits of {@link Readiness}
   * @return true if the watch is still open afterwards
   */
  protected final boolean fire(int ready) {
    WatchCallback toCall = callback;
    int told = ready & asked;
    if (state.get() != State.ATTACHED || toCall == null) {
      return false;
    }
    if (told != Readiness.NONE && !keeps(toCall, IoCondition.fromReadiness(told))) {
      close();
      return false;
    }
    return isOpen();
  }

  private boolean keeps(WatchCallback toCall, Set<IoCondition> told) {
    try {
      return toCall.ready(channel, told);
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "a watch callback failed and is removed: " + this, e);
      return false;
    }
  }

  /** The bits that were asked for. */
  final int asked() {
    return asked;
  }

  @Override
  public String toString() {
    return "watch[" + channel + " " + conditions + " " + state.get() + "]";
  }
}
