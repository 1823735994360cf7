package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * What a listener with a limit listens on: ready to read while a client waits <em>and</em> would be
 * admitted, so that whoever waits for that sleeps while the listener is full.
 */
final class AdmittedChannel extends FilterChannel {

  private final QioChannel below;
  private final Admission admission;
  private final WatchHandlers handlers = new WatchHandlers(this);

  AdmittedChannel(QioChannel below, Admission admission) {
    super(below);
    this.below = below;
    this.admission = admission;
    setFeature(ChannelFeature.LISTEN);
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return new AdmittedWatch(this, below, admission, conditions);
  }

  /** A place that somebody else takes meanwhile wakes for nothing, which is allowed. */
  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return admission.hasRoom()
        ? awaitBelow(condition, timeoutNanos)
        : sleepOn(PrivateLoop.context(), condition, Deadline.after(timeoutNanos));
  }

  @Override
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    handlers.set(readContext, read, writeContext, write);
  }
}
