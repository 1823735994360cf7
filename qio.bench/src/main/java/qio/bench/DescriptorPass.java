package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** {@link Scenario#DESCRIPTOR_PASS}: over one connection, one descriptor a message. */
public class DescriptorPass extends SocketBenchmark {

  private static final int BURST = 64;
  private static final int BURSTS = 64;

  @Override
  Scenario scenario() {
    return Scenario.DESCRIPTOR_PASS;
  }

  @Override
  int connections() {
    return 1;
  }

  @Override
  int times() {
    return BURSTS;
  }

  @Override
  Party party(Setting setting) throws IOException {
    return contender.talk(setting, Talk.pass(BURST));
  }

  /** Passes the descriptors. */
  @Benchmark
  @OperationsPerInvocation(BURST * BURSTS)
  public void pass() throws IOException {
    play();
  }
}
