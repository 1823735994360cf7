package qio.api.channel;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * Calls one of a layer's handlers for what the layer holds itself, of which the loop, which knows
 * only the channel below, has no idea.
 */
final class PendingHandler {

  private final IoCondition side;
  private final AtomicReference<@Nullable Active> active = new AtomicReference<>();

  /** For the handler of one side: {@link IoCondition#IN} or {@link IoCondition#OUT}. */
  PendingHandler(IoCondition side) {
    this.side = side;
  }

  /** Replaces the handler; answers what to set as the handler of the channel below. */
  @Nullable IoHandler set(FilterChannel channel, AioContext context, @Nullable IoHandler handler) {
    Active next = handler == null ? null : new Active(side, channel, context, handler);
    Active was = active.getAndSet(next);
    if (was != null) {
      was.stop();
    }
    if (next != null) {
      next.start();
    }
    return next;
  }

  /** One handler on one loop. */
  private static final class Active implements IoHandler {

    private final IoCondition side;
    private final FilterChannel channel;
    private final IoHandler handler;
    private final LoopTask look;
    private final Runnable lookAgain;

    Active(IoCondition side, FilterChannel channel, AioContext context, IoHandler handler) {
      this.side = side;
      this.channel = channel;
      this.handler = handler;
      this.look = new LoopTask(context, this::look, this);
      this.lookAgain = look::schedule;
    }

    void start() {
      channel.listenToPending(lookAgain);
      look.schedule();
    }

    void stop() {
      channel.ignorePending(lookAgain);
      look.close();
    }

    /** Called by the loop while the channel below is ready. */
    @Override
    public void handle() throws Exception {
      try {
        handler.handle();
      } finally {
        if (hasPending()) {
          look.schedule();
        }
      }
    }

    private void look() {
      if (!hasPending()) {
        return;
      }
      try {
        handle();
      } catch (Exception e) {
        throw new IllegalStateException("the " + side + " handler of " + channel + " failed", e);
      }
    }

    private boolean hasPending() {
      return (channel.ioPending() & side.bit()) != 0;
    }

    @Override
    public String toString() {
      return "handler[" + channel + " " + side + "]";
    }
  }
}
