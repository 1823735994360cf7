package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** {@link Scenario#HANDSHAKE} and {@link Scenario#RESUMPTION}: one client, one after the other. */
public class Handshake extends SocketBenchmark {

  private static final int VISITS = 32;

  /** Which of them. */
  @Param({"HANDSHAKE", "RESUMPTION"})
  public Scenario handshake;

  @Override
  Scenario scenario() {
    return handshake;
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
    return contender.handshakes(setting, handshake == Scenario.RESUMPTION);
  }

  /** Makes the connections. */
  @Benchmark
  @OperationsPerInvocation(VISITS)
  public void handshake() throws IOException {
    play();
  }
}
