package qio.bench;

import java.io.IOException;
import qio.api.aio.AioContext;
import qio.api.aio.AioTimer;

/** Timers of a loop of QIO, started on its own thread and armed again and again. */
final class QioClock implements Clock {

  private final AioContext loop = AioContext.open("timers").start();

  QioClock() throws IOException {}

  @Override
  public Alarm alarm(Runnable task) {
    AioTimer timer = loop.timer(task);
    return new Alarm() {
      @Override
      public void start(long nanos) {
        timer.armNanos(nanos);
      }

      @Override
      public void cancel() {
        timer.disarm();
      }
    };
  }

  @Override
  public void call(Runnable job) {
    loop.execute(job);
  }

  @Override
  public void close() {
    loop.close();
  }
}
