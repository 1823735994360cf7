package qio.bench;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.TimeUnit;

/**
 * Netty's {@link HashedWheelTimer}, with the finest tick there is: with the usual one of 100
 * milliseconds timers fire that late.
 */
final class NettyClock implements Clock {

  private final HashedWheelTimer wheel = new HashedWheelTimer(1, TimeUnit.MILLISECONDS);

  @Override
  public Alarm alarm(Runnable task) {
    TimerTask due = ignored -> task.run();
    return new Alarm() {
      private Timeout timeout; // the caller's

      @Override
      public void start(long nanos) {
        timeout = wheel.newTimeout(due, nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void cancel() {
        timeout.cancel();
      }
    };
  }

  @Override
  public void call(Runnable job) {
    job.run();
  }

  @Override
  public void close() {
    wheel.stop();
  }
}
