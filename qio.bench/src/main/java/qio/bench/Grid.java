package qio.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which cells a run measures, by whom, and for how long. */
enum Grid {
  /** Every scenario of sockets once, as short as can be: does it work at all? */
  DRY(Duration.ZERO, Duration.ofMillis(1), 1) {
    @Override
    List<Cell> cells() {
      return sockets(List.of(2), List.of(16_384));
    }
  },
  /** Everything about sockets. */
  FULL(Duration.ofMillis(400), Duration.ofMillis(200), 3) {
    @Override
    List<Cell> cells() {
      return sockets(List.of(1, 16, 256), List.of(1024, 16_384, 262_144));
    }
  },
  /** Every scenario of loops once, as short as can be; {@link #DRY} has virtual threads as well. */
  LOOPS_DRY(Duration.ZERO, Duration.ofMillis(1), 1) {
    @Override
    List<Cell> cells() {
      return loops(List.of(2), 2, 8, List.of(8)).stream()
          .filter(cell -> cell.setting().idle() > 0 || cell.setting().threads() == Threads.LOOP)
          .toList();
    }

    @Override
    List<Contender> contenders() {
      return LOOP_CONTENDERS;
    }
  },
  /** Everything about event loops, coroutines and timers. */
  LOOPS(Duration.ofMillis(600), Duration.ofMillis(300), 3) {
    @Override
    List<Cell> cells() {
      return loops(List.of(1, 16, 256, 4_000), 100, 10_000, List.of(0, 100_000));
    }

    @Override
    List<Contender> contenders() {
      return LOOP_CONTENDERS;
    }
  },
  /** How cost grows with the number of connections, busy and idle. */
  SCALE(Duration.ofMillis(600), Duration.ofMillis(300), 3) {
    @Override
    List<Cell> cells() {
      List<Cell> cells = new ArrayList<>();
      for (Threads threads : List.of(Threads.LOOP, Threads.VIRTUAL)) {
        for (int count : List.of(1, 10, 100, 1_000, 8_000)) {
          cells.add(roundTrip(threads, count, 0));
        }
        for (int idle : List.of(1_000, 10_000)) {
          cells.add(roundTrip(threads, 10, idle));
        }
      }
      return cells;
    }

    @Override
    List<Contender> contenders() {
      return SCALE_CONTENDERS;
    }
  },
  /** Every scenario of TLS once, as short as can be. */
  TLS_DRY(Duration.ZERO, Duration.ofMillis(1), 1) {
    @Override
    List<Cell> cells() {
      return tls(List.of(2), List.of(65_536), 8);
    }

    @Override
    List<Contender> contenders() {
      return TLS_CONTENDERS;
    }
  },
  /** Everything about TLS. */
  TLS(Duration.ofMillis(400), Duration.ofMillis(200), 3) {
    @Override
    List<Cell> cells() {
      return tls(List.of(1, 16), List.of(1024, 16_384, 65_536), 10_000);
    }

    @Override
    List<Contender> contenders() {
      return TLS_CONTENDERS;
    }
  };

  private static final int SMALL = 64;

  private static final List<Contender> SOCKET_CONTENDERS =
      List.of(
          Contender.QIO_NATIVE,
          Contender.QIO_NIO,
          Contender.JDK_CHANNEL,
          Contender.NETTY_EPOLL,
          Contender.JUNIXSOCKET,
          Contender.C);
  private static final List<Contender> TLS_CONTENDERS =
      List.of(
          Contender.QIO_NATIVE,
          Contender.NETTY_EPOLL,
          Contender.NETTY_BORINGSSL,
          Contender.TLS_CHANNEL,
          Contender.SSL_SOCKET,
          Contender.ENGINE_SOCKET,
          Contender.ENGINE_MEMORY);
  private static final List<Contender> LOOP_CONTENDERS =
      List.of(
          Contender.QIO_NATIVE,
          Contender.QIO_POLLING,
          Contender.JDK_CHANNEL,
          Contender.NETTY_EPOLL,
          Contender.NETTY_NIO,
          Contender.NETTY_IO_URING,
          Contender.XNIO,
          Contender.C,
          Contender.C_POLLING);
  private static final List<Contender> SCALE_CONTENDERS =
      List.of(Contender.QIO_NATIVE, Contender.JDK_CHANNEL, Contender.NETTY_EPOLL);

  final Duration warmUp;
  final Duration iteration;
  final int iterations;

  Grid(Duration warmUp, Duration iteration, int iterations) {
    this.warmUp = warmUp;
    this.iteration = iteration;
    this.iterations = iterations;
  }

  /** The cells, in the order in which they are measured. */
  abstract List<Cell> cells();

  /** Who takes part. */
  List<Contender> contenders() {
    return SOCKET_CONTENDERS;
  }

  /** Whether it is there to see that everything works, and not to measure. */
  boolean isDry() {
    return this == DRY || this == LOOPS_DRY || this == TLS_DRY;
  }

  private static List<Cell> sockets(List<Integer> connections, List<Integer> sizes) {
    List<Cell> cells = new ArrayList<>();
    for (Threads threads : List.of(Threads.PLATFORM, Threads.VIRTUAL)) {
      for (Transport transport : List.of(Transport.TCP, Transport.UNIX)) {
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

  private static List<Cell> loops(
      List<Integer> connections, int active, int idle, List<Integer> outstanding) {
    List<Cell> cells = new ArrayList<>();
    for (Threads threads : List.of(Threads.LOOP, Threads.VIRTUAL)) {
      connections.forEach(count -> cells.add(roundTrip(threads, count, 0)));
      cells.add(roundTrip(threads, active, idle));
    }
    for (Threads threads : Threads.values()) {
      cells.add(new Cell(Scenario.IDLE_HEAP, new Setting(Transport.TCP, 0, threads, idle), 0));
    }
    for (Scenario scenario : List.of(Scenario.TIMER_CANCEL, Scenario.TIMER_FIRE)) {
      for (int count : outstanding) {
        cells.add(new Cell(scenario, new Setting(Transport.TCP, 0, Threads.LOOP, count), 0));
      }
    }
    return cells;
  }

  private static List<Cell> tls(List<Integer> connections, List<Integer> sizes, int idle) {
    List<Cell> cells = new ArrayList<>();
    for (Threads threads : Threads.values()) {
      for (int count : connections) {
        Setting setting = new Setting(Transport.TLS, count, threads);
        cells.add(new Cell(Scenario.ROUND_TRIP, setting, SMALL));
        sizes.forEach(size -> cells.add(new Cell(Scenario.STREAM, setting, size)));
        if (threads != Threads.LOOP) {
          sizes.forEach(size -> cells.add(new Cell(Scenario.BOTH_WAYS, setting, size)));
        }
      }
      if (threads != Threads.LOOP) {
        cells.addAll(handshakes(threads));
      }
      cells.add(new Cell(Scenario.IDLE_HEAP, new Setting(Transport.TLS, 0, threads, idle), 0));
    }
    return cells;
  }

  private static List<Cell> handshakes(Threads threads) {
    List<Cell> cells = new ArrayList<>();
    for (Transport transport : List.of(Transport.TLS, Transport.TLS_RSA)) {
      Setting setting = new Setting(transport, 1, threads);
      cells.add(new Cell(Scenario.HANDSHAKE, setting, 0));
      cells.add(new Cell(Scenario.RESUMPTION, setting, 0));
    }
    return cells;
  }

  private static Cell roundTrip(Threads threads, int count, int idle) {
    return new Cell(Scenario.ROUND_TRIP, new Setting(Transport.TCP, count, threads, idle), SMALL);
  }
}
