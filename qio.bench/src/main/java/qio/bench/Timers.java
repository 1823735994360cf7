package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** {@link Scenario#TIMER_CANCEL} and {@link Scenario#TIMER_FIRE}. */
public class Timers extends SocketBenchmark {

  /** What happens to each timer. */
  @Param({"TIMER_CANCEL", "TIMER_FIRE"})
  public Scenario timing;

  /** How many are not due beside. */
  @Param({"0", "100000"})
  public int idle;

  @Override
  Scenario scenario() {
    return timing;
  }

  @Override
  int connections() {
    return 0;
  }

  @Override
  int idle() {
    return idle;
  }

  @Override
  int times() {
    return TimerParty.TIMERS;
  }

  @Override
  Party party(Setting setting) throws IOException {
    Clock clock =
        contender
            .clock()
            .orElseThrow(() -> new UnsupportedOperationException(contender + " has no timers"));
    return new TimerParty(clock, timing, idle);
  }

  /** Starts timers, and ends with the last of them. */
  @Benchmark
  @OperationsPerInvocation(TimerParty.TIMERS)
  public void timers() throws IOException {
    play();
  }
}
