package qio.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which cells a run measures, and for how long. */
enum Grid {
  /** Every scenario once, as short as can be: does it work at all? */
  DRY(Duration.ZERO, Duration.ofMillis(1), 1, List.of(2), List.of(16_384)),
  /** What changes are looked at with. */
  QUICK(Duration.ofMillis(400), Duration.ofMillis(250), 3, List.of(1, 16), List.of(16_384)),
  /** Everything. */
  FULL(
      Duration.ofMillis(400),
      Duration.ofMillis(200),
      3,
      List.of(1, 16, 256),
      List.of(1024, 16_384, 262_144));

  private static final int SMALL = 64;

  final Duration warmUp;
  final Duration iteration;
  final int iterations;
  private final List<Integer> connections;
  private final List<Integer> sizes;

  Grid(
      Duration warmUp,
      Duration iteration,
      int iterations,
      List<Integer> connections,
      List<Integer> sizes) {
    this.warmUp = warmUp;
    this.iteration = iteration;
    this.iterations = iterations;
    this.connections = connections;
    this.sizes = sizes;
  }

  /** The cells, in the order in which they are measured. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Threads threads : Threads.values()) {
      for (Transport transport : Transport.values()) {
        for (int count : connections) {
          Setting setting = new Setting(transport, count, threads);
          cells.add(new Cell(Scenario.ROUND_TRIP, setting, SMALL));
          sizes.forEach(size -> cells.add(new Cell(Scenario.STREAM, setting, size)));
        }
        cells.add(new Cell(Scenario.ACCEPT, new Setting(transport, 1, threads), 0));
      }
      cells.add(new Cell(Scenario.DESCRIPTOR_PASS, new Setting(Transport.UNIX, 1, threads), 1));
    }
    return cells;
  }
}
