package qio.api.aio;

/** Finds nothing ready, and counts how often it was woken. */
final class SilentPoller implements Poller {

  volatile int wakeups; // written by one thread

  @Override
  public boolean accepts(Pollable pollable) {
    return true;
  }

  @Override
  public PollKey register(Pollable pollable, int interest, ReadinessListener listener) {
    return new PollKey() {
      @Override
      public void interest(int changed) {}

      @Override
      public void cancel() {}
    };
  }

  @Override
  public int poll(long timeoutNanos) {
    return 0;
  }

  @Override
  public void wakeup() {
    wakeups = wakeups + 1;
  }

  @Override
  public void close() {}
}
