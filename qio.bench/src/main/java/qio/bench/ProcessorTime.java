package qio.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A profiler of JMH's that tells what an operation costs all processors together, in nanoseconds:
 * {@code cpu.java.norm} is what the process spent outside of the kernel (garbage collection and
 * compilation too), {@code cpu.kernel.norm} what the kernel spent for it. Programs that the
 * benchmark has started count for nothing. Linux counts in hundredths of a second: iterations of
 * less than a second tell little.
 */
public final class ProcessorTime implements InternalProfiler {

  private static final Path OWN = Path.of("/proc/self/stat");

  /** What user space is told on every Linux, whatever the kernel's own tick is. */
  private static final long NANOS_OF_A_TICK = 10_000_000;

  private Spent before = new Spent(0, 0);

  /** Made by JMH, by name. */
  public ProcessorTime() {
    try {
      before = Spent.read();
    } catch (IOException e) {
      throw new IllegalStateException(OWN + ": the processor's time is told by Linux only", e);
    }
  }

  /**
   * What the process has spent since it began.
   *
   * @param java nanoseconds outside of the kernel
   * @param kernel nanoseconds inside
   */
  record Spent(long java, long kernel) {

    private static final int USER = 11;
    private static final int SYSTEM = 12;

    static Spent read() throws IOException {
      return parse(Files.readString(OWN, StandardCharsets.ISO_8859_1));
    }

    /** The name of the program may hold anything, so fields are counted from behind it. */
    static Spent parse(String line) {
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return new Spent(
          Long.parseLong(fields[USER]) * NANOS_OF_A_TICK,
          Long.parseLong(fields[SYSTEM]) * NANOS_OF_A_TICK);
    }

    Spent since(Spent earlier) {
      return new Spent(java - earlier.java, kernel - earlier.kernel);
    }
  }

  @Override
  public String getDescription() {
    return "Processor time of an operation, outside of the kernel and inside";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = now();
  }

  @Override
  @SuppressWarnings("rawtypes") // JMH's own signature
  public Collection<? extends Result> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    Spent spent = now().since(before);
    long operations = result.getMetadata().getAllOps();
    List<Result> told = new ArrayList<>();
    if (operations > 0) {
      told.add(each("cpu.java.norm", spent.java(), operations));
      told.add(each("cpu.kernel.norm", spent.kernel(), operations));
    }
    return told;
  }

  private static ScalarResult each(String name, long nanos, long operations) {
    return new ScalarResult(name, (double) nanos / operations, "ns/op", AggregationPolicy.AVG);
  }

  private static Spent now() {
    try {
      return Spent.read();
    } catch (IOException e) {
      throw new IllegalStateException(OWN + ": could be read a moment ago", e);
    }
  }
}
