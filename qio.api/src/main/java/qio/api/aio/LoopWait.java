package qio.api.aio;

import java.io.IOException;

/**
 * The beginning of a turn: waits until the loop has something to do. Used by the thread that runs
 * the loop, and never nested, because it calls no handler.
 *
 * <p>A loop that polls adaptively stays awake for the length of its {@link PollWindow} first:
 *
 * <pre>
 *   AWAKE ----- nothing found, the window is over -----&gt; ASLEEP
 *     |  looks at the poller, without waiting, and         |  lies down, looks for work once
 *     |  at everything else that ends a wait               |  more, waits in the poller
 *     +----- something to do -----&gt; the turn goes on &lt;-----+
 * </pre>
 *
 * <p>Awake it has not said that it lies (see {@link LoopAlarm}), so whoever brings work makes no
 * system call; it looks where they put it. What they bring after its last look is found when it has
 * lain down.
 */
final class LoopWait {

  /** How long a turn waits for something else before it runs an idle bottom half. */
  private static final long IDLE_WAIT = 10_000_000;

  /** There is no need to sleep. */
  private static final long FOUND = Long.MIN_VALUE;

  /** How often memory is looked at between two looks at the poller, which is a system call. */
  private static final int SPINS = 8;

  private final AioContext loop;
  private final Poller poller;
  private final LoopAlarm alarm;
  private final WatchRegistry watches;
  private final BottomHalfQueue bottomHalves;
  private final TimerHeap timers;
  private final PollWindow window;
  private final LoopRecorder recorder;

  LoopWait(
      AioContext loop,
      Poller poller,
      LoopAlarm alarm,
      WatchRegistry watches,
      BottomHalfQueue bottomHalves,
      TimerHeap timers,
      PollWindow window,
      LoopRecorder recorder) {
    this.loop = loop;
    this.poller = poller;
    this.alarm = alarm;
    this.watches = watches;
    this.bottomHalves = bottomHalves;
    this.timers = timers;
    this.window = window;
    this.recorder = recorder;
  }

  /**
   * Waits until there is something to do.
   *
   * <p>It calls the poller itself, at no greater depth than it must: the compiler inlines only so
   * many calls into each other, and what a native poller hands to the system is allocated on the
   * heap if it stops above that.
   *
   * @param limit the longest wait in nanoseconds, endless if negative
   * @throws IOException if waiting fails
   */
  void forWork(long limit) throws IOException {
    boolean off = window.isOff();
    LoopWaitEvent event = recorder.beginWait(window);
    long left = off ? limit : look(timeout(limit));
    if (left == FOUND) {
      alarm.getUp();
    } else {
      alarm.lieDown();
      try {
        // The time is read after the alarm was set, so nothing is overlooked.
        poller.poll(timeout(left));
      } finally {
        alarm.getUp();
      }
    }
    window.endWait();
    recorder.end(event);
  }

  /**
   * Looks for work as long as the window is open. Answers how much of the limit is left to sleep,
   * or {@link #FOUND}. A ring that it has not seen is kept for the sleep that follows.
   */
  private long look(long limit) throws IOException {
    if (limit == 0) {
      return 0; // there is something to do: no wait to learn from
    }
    long began = window.beginWait();
    long awake = earlier(limit, window.length());
    if (awake > 0 && hasFoundWorkBy(began + awake)) {
      return FOUND;
    }
    return limit < 0 ? limit : Math.max(0, limit - (window.now() - began));
  }

  private boolean hasFoundWorkBy(long deadline) throws IOException {
    do {
      poller.poll(0);
      for (int i = 0; i < SPINS; i++) {
        if (hasWork()) {
          return true;
        }
        Thread.onSpinWait();
      }
      if (timers.nanosUntilFirst() == 0) {
        return true;
      }
    } while (window.now() - deadline < 0);
    return false;
  }

  /** Whether there is something to do at once, timers left aside. */
  private boolean hasWork() {
    return watches.hasReady() || alarm.isRung() || bottomHalves.isUrgent() || !loop.isOpen();
  }

  /** How long the poller may wait. */
  private long timeout(long limit) {
    if (limit == 0 || hasWork()) {
      return 0;
    }
    long timeout = earlier(limit, timers.nanosUntilFirst());
    return bottomHalves.isEmpty() ? timeout : earlier(timeout, IDLE_WAIT);
  }

  /** The shorter of two times, of which a negative one is endless. */
  private static long earlier(long a, long b) {
    return a < 0 || (b >= 0 && b < a) ? b : a;
  }
}
