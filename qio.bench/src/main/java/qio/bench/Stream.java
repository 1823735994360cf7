package qio.bench;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** {@link Scenario#STREAM}. */
public class Stream extends SocketBenchmark {

  /** What all connections together move in one invocation: 64 MiB. */
  private static final int VOLUME_KIB = 64 * 1024;

  private static final int KIB = 1024;

  /** How many at one time. */
  @Param({"1", "16", "256"})
  public int connections;

  /** Bytes a message. */
  @Param({"1024", "16384", "262144"})
  public int size;

  @Override
  Scenario scenario() {
    return Scenario.STREAM;
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
    return contender.talk(setting, Talk.stream(size, VOLUME_KIB / connections / (size / KIB)));
  }

  /** All connections together move the volume. */
  @Benchmark
  @OperationsPerInvocation(VOLUME_KIB)
  public void stream() throws IOException {
    play();
  }
}
