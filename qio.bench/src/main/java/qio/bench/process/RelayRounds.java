package qio.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures relays in turn, round by round, and appends a line for each figure to a file: way,
 * relay, round, quantity, value; or way, relay, round, {@code cannot}, why.
 *
 * <p>Arguments: the size, the number of rounds, the file, a pattern for the names of ways, and the
 * relays, or none for all. Where the sources are is the system property {@code qio.root}.
 */
public final class RelayRounds {

  private final Size size;
  private final Path results;
  private final Keys keys;

  private RelayRounds(Size size, Path results, Keys keys) {
    this.size = size;
    this.results = results;
    this.keys = keys;
  }

  /** Measures. */
  public static void main(String[] args) throws IOException {
    // A resumed handshake is a smaller one; none of the relays is to get it.
    System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
    Size size = Size.valueOf(args[0].toUpperCase(Locale.ROOT));
    Pattern ways = Pattern.compile(args[3], Pattern.CASE_INSENSITIVE);
    List<Relay> relays = new ArrayList<>();
    for (int i = 4; i < args.length; i++) {
      relays.add(Relay.valueOf(args[i].toUpperCase(Locale.ROOT)));
    }
    if (relays.isEmpty()) {
      relays.addAll(List.of(Relay.values()));
    }
    var rounds = new RelayRounds(size, Path.of(args[2]), Keys.make());
    int count = Integer.parseInt(args[1]);
    for (int round = 1; round <= count; round++) {
      for (Way way : Way.values()) {
        if (ways.matcher(way.name()).find()) {
          rounds.round(round, way, relays);
        }
      }
      Collections.rotate(relays, 1); // nobody is always the one after another
    }
  }

  private void round(int round, Way way, List<Relay> relays) throws IOException {
    for (Relay relay : relays) {
      Optional<String> obstacle = relay.obstacle(way);
      String start = "%s\t%s\t%d\t".formatted(way, relay, round);
      if (obstacle.isPresent()) {
        write(start + "cannot\t" + obstacle.get());
        continue;
      }
      long begun = System.nanoTime();
      try {
        for (Map.Entry<Quantity, Double> each : measured(relay, way).entrySet()) {
          write(start + each.getKey() + "\t" + each.getValue());
        }
      } catch (IOException e) {
        write(start + "cannot\t" + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        System.err.println(relay + ", " + way + ": " + e);
      }
      long seconds = (System.nanoTime() - begun) / 1_000_000_000;
      System.err.printf("round %d, %s, %s: %d s%n", round, way.title, relay.title, seconds);
    }
  }

  private Map<Quantity, Double> measured(Relay relay, Way way) throws IOException {
    Path folder = Files.createTempDirectory("qio-relay");
    try (Target target = Target.of(way, keys, folder)) {
      Site site = new Site(way, freePort(), target.name(), folder);
      keys.write(site);
      List<String> command = relay.command(site);
      Load load = new Load(site, keys);
      try (RelayProcess process = RelayProcess.start(command, folder)) {
        return measured(process, new RelayRun(process, target, load, size, way));
      }
    } finally {
      delete(folder);
    }
  }

  private static Map<Quantity, Double> measured(RelayProcess process, RelayRun run)
      throws IOException {
    try {
      return run.measure();
    } catch (IOException e) {
      throw new IOException(e.getMessage() + " (it said: " + process.said() + ")", e);
    }
  }

  /** A port that nobody has at this moment. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void write(String line) throws IOException {
    Files.writeString(results, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(RelayRounds::deleteOne);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
