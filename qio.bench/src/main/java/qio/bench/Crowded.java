package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * {@link Scenario#ROUND_TRIP} over so many connections that the few which {@link RoundTrip} has for
 * each would be little beside beginning and ending together; and with idle ones beside.
 */
public class Crowded extends RoundTripBenchmark {

  /** More connections than this are a crowd. */
  static final int CROWD = 16;

  private static final int ROUND_TRIPS = 32_000;

  /** How many at one time. */
  @Param({"256", "4000"})
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
