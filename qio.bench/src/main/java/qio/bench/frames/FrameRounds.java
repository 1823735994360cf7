package qio.bench.frames;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures one contender in every cell, in this JVM, which is its fork: {@code bench} starts one
 * for each contender in each round, in turn.
 *
 * <p>Arguments: {@code measure} or {@code dry}, the contender, the file for results, and the round.
 */
public final class FrameRounds {

  /** The sizes of messages that are asked about. */
  static final int[] SIZES = {125, 16 * 1024, 1024 * 1024};

  private static final int WARM_UP = 1500;
  private static final int ITERATION = 400;
  private static final int ITERATIONS = 3;

  private FrameRounds() {}

  /** Measures. */
  public static void main(String[] args) throws IOException, RunnerException {
    boolean dry = args[0].equals("dry");
    FrameContender contender = FrameContender.valueOf(args[1].toUpperCase(Locale.ROOT));
    for (Work work : Work.values()) {
      for (int size : SIZES) {
        RunResult result = new Runner(options(contender, work, size, dry)).runSingle();
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        double bytes = allocated == null ? Double.NaN : allocated.getScore();
        String figures = result.getPrimaryResult().getScore() + "\t" + bytes;
        String cell = work + "\t" + size + "\t" + contender + "\t" + args[3];
        Files.writeString(
            Path.of(args[2]),
            cell + "\t" + figures + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        System.err.println(cell.replace('\t', ' ') + ": " + figures.replace("\t", " ns, ") + " B");
      }
    }
  }

  private static Options options(FrameContender contender, Work work, int size, boolean dry) {
    return new OptionsBuilder()
        .include("^" + Frames.class.getName() + "\\.")
        .param("contender", contender.name())
        .param("work", work.name())
        .param("size", String.valueOf(size))
        .forks(0)
        .warmupIterations(dry ? 0 : 1)
        .warmupTime(TimeValue.milliseconds(WARM_UP))
        .measurementIterations(dry ? 1 : ITERATIONS)
        .measurementTime(TimeValue.milliseconds(dry ? 1 : ITERATION))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }
}
