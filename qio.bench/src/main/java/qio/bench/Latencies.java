package qio.bench;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;

/** How long each client of a party waits for its answers, if anybody wants to know. */
final class Latencies {

  /** Nobody wants to know. */
  static final Latencies IGNORED = new Latencies(false);

  private static final int DIGITS = 3;

  private final boolean wanted;
  private final List<Stopwatch> stopwatches = new CopyOnWriteArrayList<>();

  private Latencies(boolean wanted) {
    this.wanted = wanted;
  }

  static Latencies wanted() {
    return new Latencies(true);
  }

  /** One for a new client. */
  Stopwatch stopwatch() {
    if (!wanted) {
      return Stopwatch.STOPPED;
    }
    var stopwatch = new Stopwatch(new Histogram(DIGITS));
    stopwatches.add(stopwatch);
    return stopwatch;
  }

  /** Forgets what was measured. Called while nobody plays, as {@link #all}. */
  void forget() {
    stopwatches.forEach(each -> each.histogram.reset());
  }

  /** What all clients have measured, in nanoseconds. */
  Histogram all() {
    var sum = new Histogram(DIGITS);
    stopwatches.forEach(each -> sum.add(each.histogram));
    return sum;
  }

  /** Measures one client, whose thread alone uses it. */
  static final class Stopwatch {

    private static final Stopwatch STOPPED = new Stopwatch(null);

    private final Histogram histogram;
    private long began;

    private Stopwatch(Histogram histogram) {
      this.histogram = histogram;
    }

    /** A burst is about to be sent. */
    void begin() {
      if (histogram != null) {
        began = System.nanoTime();
      }
    }

    /** Its answer is there. */
    void end() {
      if (histogram != null) {
        histogram.recordValue(System.nanoTime() - began);
      }
    }
  }
}
