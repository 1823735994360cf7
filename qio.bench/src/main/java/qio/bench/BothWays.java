package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** {@link Scenario#BOTH_WAYS}. */
public class BothWays extends SocketBenchmark {

  /** What all connections together move in one invocation, both directions added: 64 MiB. */
  private static final int VOLUME_KIB = 64 * 1024;

  private static final int KIB = 1024;

  /** How many at one time. */
  @Param({"1", "16"})
  public int connections;

  /** Bytes a message. */
  @Param({"1024", "16384", "65536"})
  public int size;

  @Override
  Scenario scenario() {
    return Scenario.BOTH_WAYS;
  }

  @Override
  int connections() {
    return connections;
  }

  @Override
  int times() {
    return 1;
  }

  @Override
  Party party(Setting setting) throws IOException {
    int burst = VOLUME_KIB / 2 / connections / (size / KIB);
    return contender.bothWays(setting, Talk.stream(size, burst));
  }

  /** All connections together move the volume. */
  @Benchmark
  @OperationsPerInvocation(VOLUME_KIB)
  public void bothWays() throws IOException {
    play();
  }
}
