package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Measures how long single round trips take: all of them, by the client that waits, each client
 * with one under way. JMH's figures are means; what a user feels is the slowest in a thousand.
 *
 * <p>Arguments: the contender, the folder for results, the round, and a pattern that titles of
 * cells must contain.
 */
public final class Latency {

  private static final int SIZE = 64;
  private static final int ROUND_TRIPS = 4096;
  private static final long MEASURED_NANOS = 1_500_000_000L;

  private Latency() {}

  /** Measures, and adds a line for each cell to {@code latency.tsv}. */
  public static void main(String[] args) throws IOException {
    Contender contender = Contender.valueOf(args[0].toUpperCase(Locale.ROOT));
    Pattern wanted = Pattern.compile(args[3]);
    for (Cell cell : cells()) {
      Optional<String> obstacle = contender.obstacle(cell.scenario(), cell.setting());
      if (wanted.matcher(cell.title()).find() && obstacle.isEmpty()) {
        Histogram measured = measure(contender, cell.setting());
        write(Path.of(args[1]), cell, contender, args[2], measured);
      }
    }
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Threads threads : Threads.values()) {
      for (int connections : List.of(1, 16)) {
        cells.add(
            new Cell(
                Scenario.ROUND_TRIP, new Setting(Transport.TCP, connections, threads, 0), SIZE));
      }
    }
    return cells;
  }

  private static Histogram measure(Contender contender, Setting setting) throws IOException {
    Latencies latencies = Latencies.wanted();
    int times = ROUND_TRIPS / setting.connections();
    try (Party party = contender.talk(setting, Talk.roundTrip(SIZE).measured(latencies))) {
      if (!Boolean.getBoolean(SocketBenchmark.COLD)) {
        WarmUp.play(party, times);
        latencies.forget();
        play(party, times, MEASURED_NANOS);
      } else {
        party.play(times);
      }
      return latencies.all();
    }
  }

  private static void play(Party party, int times, long nanos) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      party.play(times);
    }
  }

  private static void write(
      Path folder, Cell cell, Contender contender, String round, Histogram measured)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(measured.getNeededByteBufferCapacity());
    int length = measured.encodeIntoCompressedByteBuffer(bytes);
    String text = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    String line = String.join("\t", cell.columns(), contender.name(), round, text) + "\n";
    Files.writeString(
        folder.resolve("latency.tsv"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.err.printf(
        "%s: %s %.1f µs, slowest of a thousand %.1f µs%n",
        cell.title(),
        contender,
        measured.getValueAtPercentile(50) / 1e3,
        measured.getValueAtPercentile(99.9) / 1e3);
  }
}
