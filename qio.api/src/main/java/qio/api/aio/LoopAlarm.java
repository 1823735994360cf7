package qio.api.aio;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a sleeping loop, and spares the system call when it does not sleep.
 *
 * <p>The loop first says that it lies down and then looks whether there is work; whoever brings
 * work first puts it where the loop looks and then asks whether the loop lies. Both sides write
 * before they read, with sequential consistency, so one of them sees the other.
 */
final class LoopAlarm {

  private final Poller poller;
  private final LoopRecorder recorder;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final AtomicBoolean rung = new AtomicBoolean();

  LoopAlarm(Poller poller, LoopRecorder recorder) {
    this.poller = poller;
    this.recorder = recorder;
  }

  /** The loop is about to look for work and, finding none, to wait. Called by the loop. */
  void lieDown() {
    asleep.set(true);
  }

  /** Whether {@link #ring} was called since the last turn. Called by the loop. */
  boolean isRung() {
    return rung.get();
  }

  /** The loop waits no more. Called by the loop. */
  void getUp() {
    asleep.set(false);
    rung.set(false);
  }

  /** Makes the loop look for work, if it sleeps. Of many callers one pays for the system call. */
  void wakeIfAsleep() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LoopWakeupEvent event = LoopRecorder.beginWakeup();
      poller.wakeup();
      recorder.end(event);
    }
  }

  /** Makes the wait under way, or the next one, end at once. */
  void ring() {
    rung.set(true);
    wakeIfAsleep();
  }
}
