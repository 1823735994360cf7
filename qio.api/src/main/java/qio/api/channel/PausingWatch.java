package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.Readiness;

/**
 * A watch that takes itself off its loop while there is no point in calling back, although the
 * channel below is ready: being level-triggered, the loop would spin otherwise.
 *
 * <pre>
 *   WATCHING --ready, but isPaused--&gt; PAUSED (no watch below)
 *      ^                                |
 *      '--- lookSoon: not isPaused -----'
 * </pre>
 *
 * <p>What it {@linkplain #held holds itself} it tells in both states. The watch below is made and
 * dropped on the loop's thread, except that the first one is made by whoever attaches this one, so
 * that its failure is told at once.
 */
abstract class PausingWatch extends WatchSource {

  private static final System.Logger LOG = System.getLogger(PausingWatch.class.getName());

  private final QioChannel below;

  /** The watch on the channel below; null while paused. */
  private final AtomicReference<@Nullable WatchSource> watching = new AtomicReference<>();

  // both written in ioAttach, before anything can fire
  private volatile @Nullable AioContext loop;
  private volatile @Nullable LoopTask looking;

  PausingWatch(QioChannel channel, QioChannel below, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.below = below;
  }

  /**
   * Whether what the channel below is ready for makes no sense to call back for. From any thread.
   */
  abstract boolean isPaused();

  /**
   * From now on {@link #lookSoon} is to be called whenever {@link #isPaused} ends, or more is
   * {@link #held}.
   */
  abstract void beginTelling(AioContext context);

  /** The opposite; may come twice, and without a beginning. */
  abstract void endTelling();

  /** A pause has begun. Called on the loop's thread. */
  void pausing() {}

  /** For what the watch is to fire whatever the channel below is ready for. From any thread. */
  int held() {
    return Readiness.NONE;
  }

  /** Looks again what there is to tell, and whether it may go on. From any thread. */
  final void lookSoon() {
    LoopTask task = looking;
    if (task != null) {
      task.schedule();
    }
  }

  @Override
  protected final void ioAttach(AioContext context) throws IOException {
    loop = context;
    looking = new LoopTask(context, this::look, priority(), this);
    if (!isPaused()) {
      watchBelow(context);
    }
    beginTelling(context); // from now on the loop may make the watch below
    if (watching.get() == null || held() != Readiness.NONE) {
      lookSoon(); // what came before anybody told of it: something held, the end of a pause
    }
  }

  @Override
  protected final void ioDetach() {
    endTelling();
    LoopTask task = looking;
    if (task != null) {
      task.close();
    }
    WatchSource watch = watching.getAndSet(null);
    if (watch != null) {
      watch.close();
    }
  }

  private void watchBelow(AioContext context) throws IOException {
    WatchSource watch = below.createWatch(conditions()).priority(priority());
    watching.set(watch);
    try {
      watch.attachUnlessClosed(
          context, (ignored, ready) -> toldBelow(IoCondition.toReadiness(ready)));
    } catch (IOException | RuntimeException e) {
      watching.set(null);
      throw e;
    }
  }

  private void look() {
    int held = held();
    if (held != Readiness.NONE && !tell(held)) {
      return;
    }
    AioContext context = loop;
    if (context == null || watching.get() != null || !isOpen()) {
      return;
    }
    if (isPaused()) {
      pausing();
      return;
    }
    try {
      watchBelow(context);
    } catch (IOException | RuntimeException e) {
      if (below.isOpen() && context.isOpen()) {
        LOG.log(System.Logger.Level.ERROR, this + " cannot go on after a pause and is closed", e);
      }
      close();
    }
  }

  /** The channel below is ready. False drops the watch there. */
  private boolean toldBelow(int ready) {
    if (!isPaused() && !tell(ready)) {
      return false;
    }
    if (!isPaused()) {
      return true;
    }
    watching.set(null);
    pausing();
    if (!isPaused()) {
      lookSoon(); // it went on before it could know that somebody wants to be told
    }
    return false;
  }

  /** Tells the callback, and looks again in the next turn if it has left something held. */
  private boolean tell(int ready) {
    boolean open = fire(ready);
    if (open && held() != Readiness.NONE) {
      lookSoon();
    }
    return open;
  }
}
