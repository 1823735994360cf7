package qio.tck.fault;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.Readiness;
import qio.api.channel.IoCondition;
import qio.api.channel.LoopTask;
import qio.api.channel.WatchSource;

/** Watches the channel below for those conditions that do not stall. */
final class StallingWatch extends WatchSource {

  private static final System.Logger LOG = System.getLogger(StallingWatch.class.getName());

  private final StallingChannel channel;

  /** Written in ioAttach; null before. */
  private volatile @Nullable LoopTask look;

  /** Written on the loop's thread, and read there or after that has ended. */
  private volatile @Nullable WatchSource watchBelow;

  StallingWatch(StallingChannel channel, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.channel = channel;
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    if (!context.isOpen()) {
      throw new IOException(channel.address() + ": the loop " + context.name() + " is closed");
    }
    var task = new LoopTask(context, () -> watchWhatMoves(context));
    look = task;
    task.schedule();
  }

  @Override
  protected void ioDetach() {
    channel.forget(this);
    LoopTask task = look;
    if (task != null) {
      task.close();
    }
    closeBelow();
  }

  /** From any thread. */
  void lookAgain() {
    LoopTask task = look;
    if (task != null) {
      task.schedule();
    }
  }

  private void watchWhatMoves(AioContext context) {
    closeBelow();
    int moving = IoCondition.toReadiness(conditions()) & ~channel.stalled();
    if (!isOpen() || moving == Readiness.NONE) {
      return;
    }
    try {
      watchBelow =
          channel
              .lower()
              .createWatch(IoCondition.fromReadiness(moving))
              .priority(priority())
              .attach(context, (below, ready) -> tell(IoCondition.toReadiness(ready)));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a watch cannot go on: " + this, e);
    }
  }

  private boolean tell(int ready) {
    int stalled = ready & channel.stalled();
    if (stalled != Readiness.NONE) {
      lookAgain();
    }
    int moving = ready & ~stalled;
    return moving == Readiness.NONE ? isOpen() : fire(moving);
  }

  private void closeBelow() {
    WatchSource old = watchBelow;
    if (old != null) {
      old.close();
    }
  }
}
