package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** {@link Scenario#ROUND_TRIP}. */
public class RoundTrip extends SocketBenchmark {

  private static final int ROUND_TRIPS = 4096;

  /** How many at one time. */
  @Param({"1", "16", "256"})
  public int connections;

  /** How many that do nothing. */
  @Param("0")
  public int idle;

  /** Bytes a message. */
  @Param("64")
  public int size;

  @Override
  Scenario scenario() {
    return Scenario.ROUND_TRIP;
  }

  @Override
  int connections() {
    return connections;
  }

  @Override
  int idle() {
    return idle;
  }

  @Override
  int times() {
    return ROUND_TRIPS / connections;
  }

  @Override
  Party party(Setting setting) throws IOException {
    return contender.talk(setting, Talk.roundTrip(size));
  }

  /** All connections together make the round trips. */
  @Benchmark
  @OperationsPerInvocation(ROUND_TRIPS)
  public void roundTrip() throws IOException {
    play();
  }
}
