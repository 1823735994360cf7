package qio.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts timers, and cancels them or has them fire, while others are outstanding for long. Delays
 * are spread, so that a heap has work to do.
 */
final class TimerParty implements Party {

  /** How many timers are used in turn. */
  static final int TIMERS = 16_384;

  private static final long LONG = TimeUnit.HOURS.toNanos(1);
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(1);

  private final Clock clock;
  private final boolean firing;
  private final Rounds rounds = new Rounds(1);
  private final List<Alarm> alarms = new ArrayList<>(TIMERS);
  private int times; // written before the timers that read it are started
  private int fired; // of the thread that fires

  TimerParty(Clock clock, Scenario scenario, int outstanding) throws IOException {
    this.clock = clock;
    this.firing = scenario == Scenario.TIMER_FIRE;
    rounds.begin();
    clock.call(() -> prepare(outstanding));
    rounds.await();
  }

  private void prepare(int outstanding) {
    for (int i = 0; i < outstanding; i++) {
      clock.alarm(() -> {}).start(LONG + 1000L * spread(i));
    }
    for (int i = 0; i < TIMERS; i++) {
      alarms.add(clock.alarm(firing ? this::fired : () -> {}));
    }
    rounds.done();
  }

  /** A number that has nothing to do with the one before: less than a second in microseconds. */
  private static int spread(int i) {
    return i * 0x9E3779B1 >>> 12;
  }

  /** Each time is one timer; at most {@link #TIMERS} fire in one play. */
  @Override
  public void play(int count) throws IOException {
    rounds.begin();
    clock.call(() -> start(count));
    rounds.await();
  }

  private void start(int count) {
    try {
      if (firing) {
        times = count;
        fired = 0;
        for (int i = 0; i < count; i++) {
          alarms.get(i).start(SHORT + spread(i));
        }
        return;
      }
      for (int i = 0; i < count; i++) {
        Alarm alarm = alarms.get(i);
        alarm.start(LONG + 1000L * spread(i));
        alarm.cancel();
      }
      rounds.done();
    } catch (RuntimeException e) {
      rounds.failed(e);
    }
  }

  private void fired() {
    if (++fired == times) {
      rounds.done();
    }
  }

  @Override
  public void close() throws IOException {
    clock.close();
  }
}
