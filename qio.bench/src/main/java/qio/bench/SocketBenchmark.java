package qio.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the benchmarks of sockets have in common: who plays, where, and the party that is set up.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class SocketBenchmark {

  /** The system property that is true where nothing is to be measured. */
  static final String COLD = "qio.bench.cold";

  /** Who. */
  @Param({"QIO_NATIVE", "QIO_NIO", "JDK_CHANNEL", "NETTY_EPOLL", "JUNIXSOCKET"})
  public Contender contender;

  /** Over what. */
  @Param({"TCP", "UNIX"})
  public Transport transport;

  /** By threads of which kind. */
  @Param({"PLATFORM", "VIRTUAL"})
  public Threads threads;

  private Party party;

  /** What is played. */
  abstract Scenario scenario();

  /** How many connections there are. */
  abstract int connections();

  /** How many are idle beside. */
  int idle() {
    return 0;
  }

  /** How often the party plays in one call of the benchmark. */
  abstract int times();

  abstract Party party(Setting setting) throws IOException;

  /** Connects, and plays until the compiler is done with it. */
  @Setup
  public void setUp() throws IOException {
    Setting setting = new Setting(transport, connections(), threads, idle());
    Optional<String> obstacle = contender.obstacle(scenario(), setting);
    if (obstacle.isPresent()) {
      throw new UnsupportedOperationException(contender + ": " + obstacle.get());
    }
    party = party(setting);
    if (!Boolean.getBoolean(COLD)) {
      WarmUp.play(party, times());
    }
  }

  /** Disconnects. */
  @TearDown
  public void tearDown() throws IOException {
    if (party != null) {
      party.close();
    }
  }

  final void play() throws IOException {
    party.play(times());
  }
}
