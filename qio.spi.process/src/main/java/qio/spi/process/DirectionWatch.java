package qio.spi.process;

import java.io.IOException;
import java.util.Set;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;

/** A watch on one direction: on its descriptor while there is one, always ready afterwards. */
final class DirectionWatch extends WatchSource {

  private final Direction direction;
  private final WatchSource onDescriptor;
  private final SignalledWatch afterwards;

  DirectionWatch(QioChannel channel, Set<IoCondition> conditions, Direction direction) {
    super(channel, conditions);
    this.direction = direction;
    this.onDescriptor = WatchSource.onPollable(channel, direction.side().pollable(), conditions);
    this.afterwards = new SignalledWatch(channel, conditions, direction::readyNow);
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    attach(afterwards, context);
    direction.attach(this, context);
  }

  /** Called under the lock of the direction. */
  void attachToDescriptor(AioContext context) throws IOException {
    attach(onDescriptor, context);
  }

  private void attach(WatchSource part, AioContext context) throws IOException {
    try {
      part.priority(priority())
          .attach(context, (channel, ready) -> fire(IoCondition.toReadiness(ready)));
    } catch (IllegalStateException e) {
      if (isOpen()) {
        throw e;
      }
      // Closed from another thread while it was being attached: it stays silent, as it should.
    }
  }

  void leaveDescriptor() {
    onDescriptor.close();
    afterwards.signal();
  }

  @Override
  protected void ioDetach() {
    direction.forget(this);
    onDescriptor.close();
    afterwards.close();
  }
}
