package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.AioWatch;
import qio.api.aio.Pollable;
import qio.api.aio.Readiness;
import qio.api.aio.ReadinessListener;

/** A watch on a descriptor or a channel of {@code java.nio}: the loop's own. */
final class PollableWatch extends WatchSource implements ReadinessListener {

  private final Pollable pollable;

  /** Written in ioAttach, and on the loop's thread before that write is seen; read anywhere. */
  private volatile @Nullable AioWatch watch;

  PollableWatch(QioChannel channel, Pollable pollable, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.pollable = pollable;
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    watch = context.watch(pollable, asked(), priority(), this);
  }

  @Override
  protected void ioDetach() {
    AioWatch attached = watch;
    if (attached != null) {
      attached.close();
    }
  }

  @Override
  public void ready(int ready) {
    boolean open = fire(ready);
    if (open && (ready & asked()) == Readiness.NONE) {
      // A hang-up or error that nobody asked for is told by the poller for ever; it is final, so
      // stop listening
      // rather than spin. The watch stays open, silent, as the contract has it.
      ioDetach();
    }
  }
}
