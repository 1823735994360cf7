package qio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures one contender in all cells of a grid, in this JVM, which is its fork: {@code bench}
 * starts one for each contender in each round. JMH runs without forks of its own, since a JVM for
 * every cell would take most of the time.
 *
 * <p>Arguments: the grid, the contender or {@code all}, the folder for results, the round, and a
 * pattern that titles of cells must contain.
 */
public final class Measure {

  /** How often the first cell is measured for nothing, while the compiler is at its busiest. */
  private static final int COLD_RUNS = 3;

  private final Grid grid;
  private final Contender contender;
  private final Path folder;
  private final String round;

  private Measure(Grid grid, Contender contender, Path folder, String round) {
    this.grid = grid;
    this.contender = contender;
    this.folder = folder;
    this.round = round;
  }

  /** Measures, and adds a line for each cell to the results. */
  public static void main(String[] args) throws IOException, RunnerException {
    Grid grid = Grid.valueOf(args[0].toUpperCase(Locale.ROOT));
    System.setProperty(SocketBenchmark.COLD, String.valueOf(grid.isDry()));
    Pattern wanted = Pattern.compile(args[4]);
    List<Cell> cells =
        grid.cells().stream().filter(cell -> wanted.matcher(cell.title()).find()).toList();
    for (Contender each : contenders(grid, args[1])) {
      new Measure(grid, each, Path.of(args[2]), args[3]).measure(cells);
    }
  }

  private static List<Contender> contenders(Grid grid, String name) {
    return name.equals("all")
        ? grid.contenders()
        : List.of(Contender.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  private void measure(List<Cell> cells) throws IOException, RunnerException {
    boolean cold = !grid.isDry();
    for (Cell cell : cells) {
      Optional<String> obstacle = contender.obstacle(cell.scenario(), cell.setting());
      if (obstacle.isPresent()) {
        write(cell, "cannot\t" + obstacle.get());
      } else {
        write(cell, attempt(cell, cold ? COLD_RUNS : 0));
        cold = false;
      }
    }
  }

  /** One that breaks in a cell may do better in the next; a dry run is there to find it out. */
  private String attempt(Cell cell, int coldRuns) throws IOException, RunnerException {
    try {
      return figures(cell, coldRuns);
    } catch (IOException | RunnerException e) {
      if (grid.isDry()) {
        throw e;
      }
      return "cannot\tbroke off: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  private String figures(Cell cell, int coldRuns) throws IOException, RunnerException {
    if (contender == Contender.C || contender == Contender.C_POLLING) {
      return CProgram.measure(cell, grid, contender == Contender.C_POLLING) + "\t0";
    }
    if (cell.scenario() == Scenario.IDLE_HEAP) {
      return IdleHeap.measure(contender, cell.setting()) + "\t0";
    }
    for (int i = 0; i < coldRuns; i++) {
      run(cell);
    }
    return figures(run(cell));
  }

  private RunResult run(Cell cell) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmark(cell).getName() + "\\.")
            .param("contender", contender.name())
            .param("transport", cell.setting().transport().name())
            .param("threads", cell.setting().threads().name())
            .forks(0)
            .warmupIterations(grid.warmUp.isZero() ? 0 : 1)
            .warmupTime(TimeValue.milliseconds(grid.warmUp.toMillis()))
            .measurementIterations(grid.iterations)
            .measurementTime(TimeValue.milliseconds(grid.iteration.toMillis()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .resultFormat(ResultFormatType.JSON)
            .result(folder.resolve(json(cell)).toString());
    addParameters(options, cell);
    return new Runner(options.build()).runSingle();
  }

  private static void addParameters(ChainedOptionsBuilder options, Cell cell) {
    Scenario scenario = cell.scenario();
    if (scenario.isHandshaking()) {
      options.param("handshake", scenario.name());
    }
    if (scenario == Scenario.ROUND_TRIP || scenario.isBulk()) {
      options.param("connections", String.valueOf(cell.setting().connections()));
      options.param("size", String.valueOf(cell.size()));
    }
    if (scenario == Scenario.ROUND_TRIP || scenario.isTiming()) {
      options.param("idle", String.valueOf(cell.setting().idle()));
    }
    if (scenario.isTiming()) {
      options.param("timing", scenario.name());
    }
  }

  private Class<? extends SocketBenchmark> benchmark(Cell cell) {
    return switch (cell.scenario()) {
      case ROUND_TRIP -> isCrowded(cell) ? Crowded.class : RoundTrip.class;
      case STREAM -> Stream.class;
      case BOTH_WAYS -> BothWays.class;
      case HANDSHAKE, RESUMPTION -> Handshake.class;
      case DESCRIPTOR_PASS -> DescriptorPass.class;
      case ACCEPT -> Accept.class;
      case TIMER_CANCEL, TIMER_FIRE -> Timers.class;
      case IDLE_HEAP -> throw new IllegalArgumentException("takes no time: " + cell);
    };
  }

  /** The report of sockets has no such cells: its figures stay what they were. */
  private boolean isCrowded(Cell cell) {
    return (grid == Grid.LOOPS || grid == Grid.SCALE)
        && cell.setting().connections() > Crowded.CROWD;
  }

  private String json(Cell cell) {
    String name = cell.columns().replace('\t', '-') + "-" + contender + "-" + round;
    return name.toLowerCase(Locale.ROOT) + ".json";
  }

  private static String figures(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    double bytes = allocated == null ? Double.NaN : allocated.getScore();
    return result.getPrimaryResult().getScore() + "\t" + bytes;
  }

  private void write(Cell cell, String figures) throws IOException {
    String line = cell.columns() + "\t" + contender + "\t" + round + "\t" + figures + "\n";
    Files.writeString(
        folder.resolve("results.tsv"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.err.println(
        cell.title()
            + ": "
            + contender
            + " "
            + figures.replace("\t", cell.scenario() == Scenario.IDLE_HEAP ? " B, " : " ns, ")
            + (figures.startsWith("cannot") ? "" : " B"));
  }
}
