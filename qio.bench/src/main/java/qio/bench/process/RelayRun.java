package qio.bench.process;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** One relay, started, loaded and measured. */
final class RelayRun {

  private static final double GIBIBYTE = 1 << 30;
  private static final double MEBIBYTE = 1 << 20;
  private static final double MICROS = 1e6;
  private static final double SETTLED_SECONDS = 0.7;
  private static final double SETTLE_LIMIT_SECONDS = 5;
  private static final long LOOK_AGAIN_NANOS = 50_000_000;

  private final RelayProcess relay;
  private final Target target;
  private final Load load;
  private final Size size;
  private final Way way;
  private final Map<Quantity, Double> found = new EnumMap<>(Quantity.class);

  RelayRun(RelayProcess relay, Target target, Load load, Size size, Way way) {
    this.relay = relay;
    this.target = target;
    this.load = load;
    this.size = size;
    this.way = way;
  }

  /** Measures everything, in an order in which nothing spoils what comes after. */
  Map<Quantity, Double> measure() throws IOException {
    start();
    idle();
    if (size == Size.START) {
      return found;
    }
    visits();
    bulk(1, Quantity.RATE_ONE, Quantity.CPU_ONE);
    bulk(size.many, Quantity.RATE_MANY, Quantity.CPU_MANY);
    bulk(size.crowd, Quantity.RATE_CROWD, Quantity.CPU_CROWD);
    return found;
  }

  private void start() throws IOException {
    var first = relay.firstConnection(load);
    found.put(Quantity.LISTENING, relay.millisSinceStart());
    try (Wire wire = load.over(first)) {
      wire.ping();
      found.put(Quantity.FIRST_BYTE, relay.millisSinceStart());
    }
  }

  private void idle() throws IOException {
    target.serveWith(Load.threads(size.crowd));
    List<Wire> wires = load.open(size.crowd);
    found.put(Quantity.IDLE_RESIDENT, relay.tree().residentMiB());
    found.put(Quantity.IDLE_PROPORTIONAL, relay.tree().proportionalMiB());
    load.close(wires);
  }

  private void visits() throws IOException {
    target.serveWith(Load.threads(size.many));
    int visits = size.visits(way);
    load.visits(visits, size.many); // warms up
    found.put(Quantity.VISITS_ONE, visitsASecond(visits / 2, 1));
    double before = settledCpu();
    found.put(Quantity.VISITS_MANY, visitsASecond(visits, size.many));
    double used = settledCpu() - before;
    found.put(Quantity.VISIT_CPU, used / visits * MICROS);
  }

  private double visitsASecond(int count, int atOnce) throws IOException {
    long begun = System.nanoTime();
    load.visits(count, atOnce);
    return count / seconds(begun);
  }

  private void bulk(int connections, Quantity rate, Quantity cpu) throws IOException {
    target.serveWith(Load.threads(connections));
    long each = size.bytes(connections, way);
    List<Wire> wires = load.open(connections);
    load.bulk(wires, each); // warms up: a relay that runs for days has been compiled
    double before = settledCpu();
    long begun = System.nanoTime();
    load.bulk(wires, each);
    double seconds = seconds(begun);
    double used = relay.tree().cpuSeconds() - before;
    double moved = 2.0 * each * connections;
    found.put(rate, moved / MEBIBYTE / seconds);
    found.put(cpu, used / (moved / GIBIBYTE));
    if (connections == size.crowd) {
      found.put(Quantity.BUSY_RESIDENT, relay.tree().residentMiB());
    }
    load.close(wires);
  }

  /**
   * The relay's CPU time so far, when the processes of connections that were closed have ended:
   * some linger, and would take their time with them out of the sum between two looks at it.
   */
  private double settledCpu() throws IOException {
    long begun = System.nanoTime();
    long changed = begun;
    int count = relay.tree().size();
    while (seconds(changed) < SETTLED_SECONDS && seconds(begun) < SETTLE_LIMIT_SECONDS) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      int now = relay.tree().size();
      if (now != count) {
        count = now;
        changed = System.nanoTime();
      }
    }
    return relay.tree().cpuSeconds();
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
