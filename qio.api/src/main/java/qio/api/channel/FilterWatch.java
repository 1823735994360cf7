package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.Readiness;

/**
 * A watch on a layer: fires for what the channel below is ready for, and for what the layer holds
 * itself.
 *
 * <pre>
 *   WATCHING --ready below, but the layer pauses--&gt; PAUSED (no watch below)
 *      ^                                              |
 *      '------- looked again: it pauses no more ------'
 * </pre>
 *
 * <p>The watch below is made and dropped on the loop's thread, except that the first one is made by
 * whoever attaches this one, so that its failure is told at once.
 */
final class FilterWatch extends WatchSource {

  private static final System.Logger LOG = System.getLogger(FilterWatch.class.getName());

  private final FilterChannel channel;
  private final QioChannel below;
  private final Runnable lookAgain = this::lookAgain;

  /** The watch on the channel below; null while paused. */
  private final AtomicReference<@Nullable WatchSource> watching = new AtomicReference<>();

  // written in ioAttach before anything can fire; read on the loop's thread and in ioDetach
  private volatile @Nullable AioContext loop;
  private volatile @Nullable LoopTask look;

  FilterWatch(FilterChannel channel, QioChannel below, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.channel = channel;
    this.below = below;
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    loop = context;
    look = new LoopTask(context, this::look, priority(), this);
    if (!channel.ioPauses()) {
      watchBelow(context);
    }
    channel.listenToPending(lookAgain); // from now on the loop may make the watch below
    lookAgain();
  }

  @Override
  protected void ioDetach() {
    channel.ignorePending(lookAgain);
    LoopTask toLook = look;
    if (toLook != null) {
      toLook.close();
    }
    WatchSource attached = watching.getAndSet(null);
    if (attached != null) {
      attached.close();
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

  private void lookAgain() {
    LoopTask toLook = look;
    if (toLook != null) {
      toLook.schedule();
    }
  }

  private void look() {
    int pending = channel.ioPending() & asked();
    if (pending != Readiness.NONE && !tell(pending)) {
      return;
    }
    AioContext context = loop;
    if (context == null || watching.get() != null || !isOpen() || channel.ioPauses()) {
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
    if (!channel.ioPauses() && !tell(ready)) {
      return false;
    }
    if (!channel.ioPauses()) {
      return true;
    }
    watching.set(null);
    if (!channel.ioPauses()) {
      lookAgain(); // it went on before it could know that somebody wants to be told
    }
    return false;
  }

  /** Tells the callback, and looks again in the next turn if it has left something in the layer. */
  private boolean tell(int ready) {
    boolean open = fire(ready);
    if (open && (channel.ioPending() & asked()) != Readiness.NONE) {
      lookAgain();
    }
    return open;
  }
}
