package qio.api.channel;

import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;

/** A listener's watch, which rests on its loop's timer while the listener cannot accept. */
final class AcceptWatch extends PausingWatch {

  private final AcceptPause pause;

  /** Written in beginTelling; null before, which is while nobody can have been accepted. */
  private volatile @Nullable AioTimer timer;

  AcceptWatch(QioChannel listening, AcceptPause pause) {
    super(listening, listening, IoCondition.of(IoCondition.IN));
    this.pause = pause;
  }

  @Override
  boolean isPaused() {
    return pause.remaining() > 0;
  }

  @Override
  void beginTelling(AioContext context) {
    timer = context.timer(this::lookSoon);
  }

  @Override
  void endTelling() {
    AioTimer armed = timer;
    if (armed != null) {
      armed.disarm();
    }
  }

  /** On the loop's thread, whose loop is therefore open. */
  @Override
  void pausing() {
    AioTimer toArm = timer;
    if (toArm != null) {
      toArm.armNanos(pause.remaining());
    }
  }
}
