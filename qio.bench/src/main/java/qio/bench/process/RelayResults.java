package qio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What rounds of relays have measured. */
final class RelayResults {

  /** A place in the table. */
  private record Place(Way way, Relay relay, Quantity quantity) {}

  /**
   * A ratio of medians.
   *
   * @param ofMedians a relay's by ours
   * @param least the least of one round
   * @param most the most of one round
   */
  record Ratio(double ofMedians, double least, double most) {}

  private final Map<Place, Map<String, Double>> figures;
  private final Map<Relay, Set<String>> obstacles = new EnumMap<>(Relay.class);
  private final Set<String> rounds = new TreeSet<>();
  private final Set<Way> ways = new TreeSet<>();

  private RelayResults(Map<Place, Map<String, Double>> figures) {
    this.figures = figures;
  }

  static RelayResults read(Path file) throws IOException {
    RelayResults results = new RelayResults(new HashMap<>());
    for (String line : Files.readAllLines(file)) {
      results.add(line.split("\t"));
    }
    return results;
  }

  /** Columns: way, relay, round, then quantity and value, or that it cannot and why. */
  private void add(String[] columns) {
    Way way = Way.valueOf(columns[0]);
    Relay relay = Relay.valueOf(columns[1]);
    if (columns[3].equals("cannot")) {
      obstacles.computeIfAbsent(relay, r -> new TreeSet<>()).add(way.title + ": " + columns[4]);
      return;
    }
    ways.add(way);
    rounds.add(columns[2]);
    Place place = new Place(way, relay, Quantity.valueOf(columns[3]));
    figures
        .computeIfAbsent(place, p -> new TreeMap<>())
        .put(columns[2], Double.valueOf(columns[4]));
  }

  Set<Way> ways() {
    return ways;
  }

  int rounds() {
    return rounds.size();
  }

  /** Why relays are missing, by way. */
  Map<Relay, Set<String>> obstacles() {
    return obstacles;
  }

  Optional<Double> median(Way way, Relay relay, Quantity quantity) {
    Map<String, Double> found = figures.get(new Place(way, relay, quantity));
    return Optional.ofNullable(found).map(values -> median(values.values()));
  }

  /** A relay's figure divided by ours; empty if one of them is missing, or ours is nothing. */
  Optional<Ratio> ratio(Way way, Relay relay, Relay own, Quantity quantity) {
    Map<String, Double> theirs = figures.get(new Place(way, relay, quantity));
    Map<String, Double> ours = figures.get(new Place(way, own, quantity));
    if (theirs == null || ours == null || ours.containsValue(0.0)) {
      return Optional.empty();
    }
    List<Double> each = new ArrayList<>();
    ours.forEach(
        (round, value) -> {
          if (theirs.containsKey(round)) {
            each.add(theirs.get(round) / value);
          }
        });
    return each.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Ratio(
                median(theirs.values()) / median(ours.values()),
                Collections.min(each),
                Collections.max(each)));
  }

  private static double median(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
