package qio.bench;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's {@link ScheduledThreadPoolExecutor} with one thread. */
final class JdkClock implements Clock {

  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

  JdkClock() {
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Alarm alarm(Runnable task) {
    return new Alarm() {
      private ScheduledFuture<?> future; // the caller's

      @Override
      public void start(long nanos) {
        future = executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void cancel() {
        future.cancel(false);
      }
    };
  }

  @Override
  public void call(Runnable job) {
    job.run();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
