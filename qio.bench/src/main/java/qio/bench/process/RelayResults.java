package qio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import qio.bench.Ratio;

/** What rounds of relays have measured. */
final class RelayResults {

  /** A place in the table. */
  private record Place(Way way, Relay relay, Quantity quantity) {}

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
    return Optional.ofNullable(found).map(values -> Ratio.median(values.values()));
  }

  /**
   * One relay's figure by another's; empty if one of them is missing, or the other's is nothing.
   */
  Optional<Ratio> ratio(Way way, Relay relay, Relay other, Quantity quantity) {
    Map<String, Double> over = figures.get(new Place(way, relay, quantity));
    Map<String, Double> under = figures.get(new Place(way, other, quantity));
    return over == null || under == null || under.containsValue(0.0)
        ? Optional.empty()
        : Ratio.of(over, under);
  }
}
