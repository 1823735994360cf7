package qio.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Messages to and fro on one loopback TCP connection, from a platform and from a virtual thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoundTrip {

  private static final int BATCH = 1_000;

  /** Who. */
  @Param public Contender contender;

  /** Bytes a message. */
  @Param({"64", "65536"})
  public int size;

  private Exchange exchange;
  private ExecutorService virtual;

  /** Connects. */
  @Setup
  public void connect() throws IOException {
    exchange = contender.open(size);
    virtual = Executors.newVirtualThreadPerTaskExecutor();
  }

  /** Disconnects. */
  @TearDown
  public void disconnect() throws IOException {
    virtual.close();
    exchange.close();
  }

  /** The caller is JMH's platform thread. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void platformThread() throws IOException {
    batch();
  }

  /** The caller is a virtual thread, started once for a batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void virtualThread() throws InterruptedException, ExecutionException {
    Callable<Void> job = this::batch;
    virtual.submit(job).get();
  }

  private Void batch() throws IOException {
    for (int i = 0; i < BATCH; i++) {
      exchange.roundTrip();
    }
    return null;
  }
}
