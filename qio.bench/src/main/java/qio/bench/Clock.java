package qio.bench;

import java.io.IOException;

/** What has the timers of a contender. */
interface Clock extends AutoCloseable {

  /** Makes a timer, not started. */
  Alarm alarm(Runnable task);

  /**
   * Runs a job on the thread that timers are best started on, and returns, maybe before its end.
   */
  void call(Runnable job);

  @Override
  void close() throws IOException;
}
