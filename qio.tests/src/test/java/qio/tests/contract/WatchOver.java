package qio.tests.contract;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/** A sound watch that fires when one of the channel below does; others spoil one thing each. */
class WatchOver extends WatchSource {

  private final QioChannel below;
  private volatile @Nullable WatchSource watchBelow;

  WatchOver(QioChannel channel, QioChannel below, Set<IoCondition> conditions) {
    super(channel, conditions);
    this.below = below;
  }

  /** What it says is ready when this is. */
  int told(int ready) {
    return ready;
  }

  @Override
  protected void ioAttach(AioContext context) throws IOException {
    watchBelow =
        below
            .createWatch(conditions())
            .attach(context, (channel, ready) -> fire(told(IoCondition.toReadiness(ready))));
  }

  @Override
  protected void ioDetach() {
    WatchSource attached = watchBelow;
    if (attached != null) {
      attached.close();
    }
  }
}
