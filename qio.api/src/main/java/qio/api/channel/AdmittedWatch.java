package qio.api.channel;

import java.util.Set;
import qio.api.aio.AioContext;

/** A watch on a listener's channel that is silent while no client would be admitted. */
final class AdmittedWatch extends PausingWatch {

  private final Admission admission;
  private final Runnable whenRoom = this::lookSoon;

  AdmittedWatch(
      QioChannel channel, QioChannel below, Admission admission, Set<IoCondition> conditions) {
    super(channel, below, conditions);
    this.admission = admission;
  }

  @Override
  boolean isPaused() {
    return !admission.hasRoom();
  }

  @Override
  void beginTelling(AioContext context) {
    admission.tell(whenRoom);
  }

  @Override
  void endTelling() {
    admission.tellNoMore(whenRoom);
  }
}
