package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Param;

/** What the benchmarks of {@link Scenario#ROUND_TRIP} have in common. */
public abstract class RoundTripBenchmark extends SocketBenchmark {

  /** How many that do nothing. */
  @Param("0")
  public int idle;

  /** Bytes a message. */
  @Param("64")
  public int size;

  @Override
  final Scenario scenario() {
    return Scenario.ROUND_TRIP;
  }

  @Override
  final int idle() {
    return idle;
  }

  @Override
  final Party party(Setting setting) throws IOException {
    return contender.talk(setting, Talk.roundTrip(size));
  }
}
