package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** {@link Scenario#ACCEPT}: one client, which connects anew each time. */
public class Accept extends SocketBenchmark {

  private static final int VISITS = 256;

  @Override
  Scenario scenario() {
    return Scenario.ACCEPT;
  }

  @Override
  int connections() {
    return 1;
  }

  @Override
  int times() {
    return VISITS;
  }

  @Override
  Party party(Setting setting) throws IOException {
    return contender.visits(setting);
  }

  /** Makes the connections. */
  @Benchmark
  @OperationsPerInvocation(VISITS)
  public void accept() throws IOException {
    play();
  }
}
