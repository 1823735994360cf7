package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.Readiness;

/**
 * A watch on a channel that has nothing a poller could wait on: memory, a regular file, what a
 * layer has decoded already. The provider says what is ready now, and signals when that may have
 * changed; while something is ready the watch runs once in every turn of the loop.
 */
public final class SignalledWatch extends WatchSource {

  private final IntSupplier readyNow;

  /** Written in ioAttach; null before. */
  private volatile @Nullable LoopTask look;

  /**
   * Makes a watch that is not attached yet.
   *
   * @param channel the channel it watches
   * @param conditions what it asks for
   * @param readyNow says what is ready, in bits of {@link Readiness}; called on the loop's thread,
   *     must not block
   */
  public SignalledWatch(QioChannel channel, Set<IoCondition> conditions, IntSupplier readyNow) {
    super(channel, conditions);
    this.readyNow = readyNow;
  }

  /**
   * Makes the watch look again at what is ready. From any thread; many signals may count as one.
   */
  public void signal() {
    LoopTask attached = look;
    if (attached != null) {
      attached.schedule();
    }
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    LoopTask attached = new LoopTask(context, this::look, priority(), this);
    look = attached;
    attached.schedule();
  }

  @Override
  protected void ioDetach() {
    LoopTask attached = look;
    if (attached != null) {
      attached.close();
    }
  }

  private void look() {
    int ready = readyNow.getAsInt() & asked();
    if (ready != Readiness.NONE && fire(ready)) {
      signal();
    }
  }
}
