package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** {@link Scenario#ROUND_TRIP}. */
public class RoundTrip extends RoundTripBenchmark {

  private static final int ROUND_TRIPS = 4096;

  /** How many at one time. */
  @Param({"1", "16", "256"})
  public int connections;

  @Override
  int connections() {
    return connections;
  }

  @Override
  int times() {
    return ROUND_TRIPS / connections;
  }

  /** All connections together make the round trips. */
  @Benchmark
  @OperationsPerInvocation(ROUND_TRIPS)
  public void roundTrip() throws IOException {
    play();
  }
}
