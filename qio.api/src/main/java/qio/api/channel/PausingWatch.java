package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;

/**
 * A watch that takes itself off its loop while there is no point in calling back, although the
 * channel below is ready: being level-triggered, the loop would spin otherwise.
 *
 * <pre>
 *   WATCHING --ready, but isPaused--&gt; PAUSED (no watch below) --resumeSoon--&gt; WATCHING
 * </pre>
 *
 * <p>The watch below is made and dropped on the loop's thread, except that the first one is made by
 * whoever attaches this one, so that its failure is told at once.
 */
abstract class PausingWatch extends WatchSource {

  private static final System.Logger LOG = System.getLogger(PausingWatch.class.getName());

  private final QioChannel below;

  /** The watch on the channel below; null while paused. */
  private final AtomicReference<@Nullable WatchSource> watching = new AtomicReference<>();

  // both written in ioAttach, before anything can fire
  private volatile @Nullable AioContext loop;
  private volatile @Nullable LoopTask resuming;

  PausingWatch(QioChannel channel, QioChannel below, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.below = below;
  }

  /** Whether a call back would make no sense now. From any thread. */
  abstract boolean isPaused();

  /** From now on {@link #resumeSoon} is to be called whenever {@link #isPaused} ends. */
  abstract void beginTelling(AioContext context);

  /** The opposite; may come twice, and without a beginning. */
  abstract void endTelling();

  /** A pause has begun. Called on the loop's thread. */
  void pausing() {}

  /** Looks again whether it may go on. From any thread. */
  final void resumeSoon() {
    LoopTask task = resuming;
    if (task != null) {
      task.schedule();
    }
  }

  @Override
  protected final void ioAttach(AioContext context) throws IOException {
    loop = context;
    resuming = new LoopTask(context, this::resume, this);
    if (!isPaused()) {
      watchBelow(context);
    }
    beginTelling(context);
    if (watching.get() == null) {
      resumeSoon(); // a pause may have begun, and even ended, before anybody told of its end
    }
  }

  @Override
  protected final void ioDetach() {
    endTelling();
    LoopTask task = resuming;
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
      watch.attachUnlessClosed(context, (ignored, ready) -> told(IoCondition.toReadiness(ready)));
    } catch (IOException | RuntimeException e) {
      watching.set(null);
      throw e;
    }
  }

  private boolean told(int ready) {
    if (!isPaused() && !fire(ready)) {
      return false;
    }
    if (!isPaused()) {
      return true;
    }
    watching.set(null);
    pausing();
    if (!isPaused()) {
      resumeSoon();
    }
    return false;
  }

  private void resume() {
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
      if (below.isOpen()) {
        LOG.log(System.Logger.Level.ERROR, this + " cannot go on after a pause and is closed", e);
      }
      close();
    }
  }
}
