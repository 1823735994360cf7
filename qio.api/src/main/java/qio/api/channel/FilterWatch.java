package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.Readiness;

/**
 * A watch on a layer: fires for what the channel below is ready for, and for what the layer holds
 * itself.
 */
final class FilterWatch extends WatchSource {

  private final FilterChannel channel;
  private final QioChannel below;
  private final Runnable lookAgain = this::lookAgain;

  // written in ioAttach before anything can fire; read on the loop's thread and in ioDetach
  private volatile @Nullable WatchSource watchBelow;
  private volatile @Nullable LoopTask look;

  FilterWatch(FilterChannel channel, QioChannel below, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.channel = channel;
    this.below = below;
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    look = new LoopTask(context, this::look, priority(), this);
    channel.listenToPending(lookAgain);
    watchBelow =
        below
            .createWatch(conditions())
            .priority(priority())
            .attach(context, (ignored, ready) -> tell(IoCondition.toReadiness(ready)));
    lookAgain();
  }

  @Override
  protected void ioDetach() {
    channel.ignorePending(lookAgain);
    WatchSource attached = watchBelow;
    if (attached != null) {
      attached.close();
    }
    LoopTask toLook = look;
    if (toLook != null) {
      toLook.close();
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
    if (pending != Readiness.NONE) {
      tell(pending);
    }
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
