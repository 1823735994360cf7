package qio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the rounds of a run have measured. */
final class Results {

  /**
   * One contender in one cell: what an operation costs by round, and the bytes allocated. A cost is
   * nanoseconds, or bytes where that is what the cell is about.
   */
  static final class Figures {
    private final Map<String, Double> costs = new TreeMap<>();
    private final Map<String, Double> bytes = new TreeMap<>();

    double cost() {
      return Ratio.median(costs.values());
    }

    double bytes() {
      return Ratio.median(bytes.values());
    }

    /** How many times faster than another these are. */
    Optional<Ratio> over(Figures other) {
      return Ratio.of(other.costs, costs);
    }
  }

  private final Map<Cell, Map<Contender, Figures>> cells = new LinkedHashMap<>();
  private final Map<Contender, Set<String>> obstacles = new EnumMap<>(Contender.class);
  private final Set<String> rounds = new LinkedHashSet<>();

  static Results read(Path file) throws IOException {
    Results results = new Results();
    for (String line : Files.readAllLines(file)) {
      results.add(line.split("\t"));
    }
    return results;
  }

  /** Columns: those of the cell, contender, round, then cost and bytes, or why not. */
  private void add(String[] columns) {
    Map<Contender, Figures> row =
        cells.computeIfAbsent(Cell.parse(columns), cell -> new EnumMap<>(Contender.class));
    Contender contender = Contender.valueOf(columns[Cell.COLUMNS]);
    if (columns[Cell.COLUMNS + 2].equals("cannot")) {
      obstacles
          .computeIfAbsent(contender, c -> new LinkedHashSet<>())
          .add(columns[Cell.COLUMNS + 3]);
      return;
    }
    rounds.add(columns[Cell.COLUMNS + 1]);
    Figures figures = row.computeIfAbsent(contender, c -> new Figures());
    figures.costs.put(columns[Cell.COLUMNS + 1], Double.valueOf(columns[Cell.COLUMNS + 2]));
    figures.bytes.put(columns[Cell.COLUMNS + 1], Double.valueOf(columns[Cell.COLUMNS + 3]));
  }

  Set<Cell> cells() {
    return cells.keySet();
  }

  int rounds() {
    return rounds.size();
  }

  /** Why contenders are missing in cells. */
  Map<Contender, Set<String>> obstacles() {
    return obstacles;
  }

  Optional<Figures> figures(Cell cell, Contender contender) {
    return Optional.ofNullable(cells.get(cell)).map(row -> row.get(contender));
  }

  /** Whether there is a figure of a contender at all. */
  boolean tookPart(Contender contender) {
    return cells.values().stream().anyMatch(row -> row.containsKey(contender));
  }

  /** One of ours over another; empty if one of them was not there. */
  Optional<Ratio> ratio(Cell cell, Contender own, Contender peer) {
    Optional<Figures> theirs = figures(cell, peer);
    return figures(cell, own).flatMap(ours -> theirs.flatMap(ours::over));
  }
}
