package qio.api.aio;

import java.io.IOException;

/**
 * One turn of a loop: wait, then handlers, then bottom halves, then timers. Used by the thread that
 * runs the loop; a nested turn begins while an outer one is under way, and takes over whatever that
 * has not come to.
 */
final class LoopTurn {

  private final AioContext loop;
  private final LoopWait wait;
  private final WatchRegistry watches;
  private final BottomHalfQueue bottomHalves;
  private final TimerHeap timers;
  private final LoopFaults faults;
  private final LoopRecorder recorder;

  LoopTurn(
      AioContext loop,
      LoopWait wait,
      WatchRegistry watches,
      BottomHalfQueue bottomHalves,
      TimerHeap timers,
      LoopFaults faults,
      LoopRecorder recorder) {
    this.loop = loop;
    this.wait = wait;
    this.watches = watches;
    this.bottomHalves = bottomHalves;
    this.timers = timers;
    this.faults = faults;
    this.recorder = recorder;
  }

  /**
   * Takes one turn. Answers whether there was progress.
   *
   * @param limit the longest wait in nanoseconds, endless if negative
   * @throws IOException if waiting fails
   */
  boolean take(long limit) throws IOException {
    wait.forWork(limit);
    LoopIterationEvent event = recorder.beginIteration();
    boolean progress = watches.dispatch();
    progress |= runBottomHalves();
    progress |= runTimers();
    recorder.end(event);
    return progress;
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
