package qio.api.channel;

import java.util.Set;
import qio.api.aio.AioContext;

/**
 * A watch on a layer: fires for what the channel below is ready for unless the layer pauses, and
 * for what the layer holds itself.
 */
final class FilterWatch extends PausingWatch {

  private final FilterChannel channel;
  private final Runnable lookAgain = this::lookSoon;

  FilterWatch(FilterChannel channel, QioChannel below, Set<IoCondition> conditions) {
    super(channel, below, conditions);
    this.channel = channel;
  }

  @Override
  boolean isPaused() {
    return channel.ioPauses();
  }

  @Override
  int held() {
    return channel.ioPending() & asked();
  }

  @Override
  void beginTelling(AioContext context) {
    channel.listenToPending(lookAgain);
  }

  @Override
  void endTelling() {
    channel.ignorePending(lookAgain);
  }
}
