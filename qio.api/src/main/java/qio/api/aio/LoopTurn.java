package qio.api.aio;

import java.io.IOException;

/**
 * One turn of a loop: wait, then handlers, then bottom halves, then timers. Used by the thread that
 * runs the loop; a nested turn begins while an outer one is under way, and takes over whatever that
 * has not come to.
 */
final class LoopTurn {

  /** How long a turn waits for something else before it runs an idle bottom half. */
  private static final long IDLE_WAIT = 10_000_000;

  private final AioContext loop;
  private final Poller poller;
  private final LoopAlarm alarm;
  private final WatchRegistry watches;
  private final BottomHalfQueue bottomHalves;
  private final TimerHeap timers;
  private final LoopFaults faults;

  LoopTurn(
      AioContext loop,
      Poller poller,
      LoopAlarm alarm,
      WatchRegistry watches,
      BottomHalfQueue bottomHalves,
      TimerHeap timers,
      LoopFaults faults) {
    this.loop = loop;
    this.poller = poller;
    this.alarm = alarm;
    this.watches = watches;
    this.bottomHalves = bottomHalves;
    this.timers = timers;
    this.faults = faults;
  }

  /**
   * Takes one turn. Answers whether there was progress.
   *
   * @param limit the longest wait in nanoseconds, endless if negative
   * @throws IOException if waiting fails
   */
  boolean take(long limit) throws IOException {
    await(limit);
    boolean progress = watches.dispatch();
    progress |= runBottomHalves();
    progress |= runTimers();
    return progress;
  }

  private void await(long limit) throws IOException {
    alarm.lieDown();
    try {
      poller.poll(timeout(limit));
    } finally {
      alarm.getUp();
    }
  }

  /** How long the poller may wait. Read after the alarm was set, so nothing is overlooked. */
  private long timeout(long limit) {
    if (limit == 0
        || watches.hasReady()
        || alarm.isRung()
        || bottomHalves.isUrgent()
        || !loop.isOpen()) {
      return 0;
    }
    long timeout = earlier(limit, timers.nanosUntilFirst());
    return bottomHalves.isEmpty() ? timeout : earlier(timeout, IDLE_WAIT);
  }

  /** The shorter of two times, of which a negative one is endless. */
  private static long earlier(long a, long b) {
    return a < 0 || (b >= 0 && b < a) ? b : a;
  }

  /** Runs what was scheduled before now; what it schedules waits for the next turn. */
  private boolean runBottomHalves() {
    long last = bottomHalves.admit();
    boolean progress = false;
    while (loop.isOpen()) {
      BottomHalf next = bottomHalves.take(last);
      if (next == null) {
        break;
      }
      progress |= next.runIfDue(faults);
    }
    return progress;
  }

  /** Runs what is due now; what it arms waits for the next turn. */
  private boolean runTimers() {
    long mark = timers.lastArmed();
    long now = System.nanoTime();
    boolean progress = false;
    while (loop.isOpen()) {
      AioTimer due = timers.takeDue(now, mark);
      if (due == null) {
        break;
      }
      due.run(faults);
      progress = true;
    }
    return progress;
  }
}
