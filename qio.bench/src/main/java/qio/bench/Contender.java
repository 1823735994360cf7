package qio.bench;

import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import qio.api.aio.AdaptivePolling;

/** Who takes part. */
public enum Contender {
  /** QIO over system calls. */
  QIO_NATIVE(Speech.BOTH) {
    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(QioDoor.open("native", transport));
    }

    @Override
    Optional<LoopDoor> loops(Transport transport) throws IOException {
      return Optional.of(new QioLoopDoor(transport, loop -> {}));
    }

    @Override
    Optional<Clock> clock() throws IOException {
      return Optional.of(new QioClock());
    }
  },
  /** QIO over system calls, with loops that look for work before they sleep. */
  QIO_POLLING {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return setting.threads() == Threads.LOOP && scenario == Scenario.ROUND_TRIP
          ? Optional.empty()
          : Optional.of("is QIO without a loop to wait in");
    }

    @Override
    Optional<LoopDoor> loops(Transport transport) throws IOException {
      return Optional.of(new QioLoopDoor(transport, loop -> loop.adaptivePolling(POLLING)));
    }
  },
  /** QIO over {@code java.nio}. */
  QIO_NIO(Speech.BOTH) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return passes(scenario, "cannot pass descriptors");
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(QioDoor.open("nio", transport));
    }
  },
  /**
   * What the JDK has: {@link java.nio.channels.SocketChannel}, blocking or with a {@link
   * java.nio.channels.Selector}, and {@link java.util.concurrent.ScheduledThreadPoolExecutor}.
   */
  JDK_CHANNEL {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return passes(scenario, "cannot pass descriptors");
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(JdkDoor.open(transport));
    }

    @Override
    Optional<LoopDoor> loops(Transport transport) throws IOException {
      return Optional.of(new SelectorDoor());
    }

    @Override
    Optional<Clock> clock() {
      return Optional.of(new JdkClock());
    }
  },
  /** Netty's native epoll transport; over TLS, with the JDK's engine. */
  NETTY_EPOLL(Speech.BOTH) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return ofNetty(scenario, setting);
    }

    @Override
    Party talk(Setting setting, Talk talk) throws IOException {
      return new NettyTalk(NettyTransport.EPOLL, setting, talk, SslProvider.JDK);
    }

    @Override
    Party visits(Setting setting) throws IOException {
      return new NettyVisits(setting);
    }

    @Override
    Party bothWays(Setting setting, Talk talk) throws IOException {
      return new NettyBothWays(setting, talk, SslProvider.JDK);
    }

    @Override
    Party handshakes(Setting setting, boolean resuming) throws IOException {
      return new NettyHandshakes(setting, resuming, SslProvider.JDK);
    }

    @Override
    Hall hall(Setting setting) throws IOException {
      return new NettyHall(setting, SslProvider.JDK);
    }

    @Override
    Optional<Clock> clock() {
      return Optional.of(new NettyClock());
    }
  },
  /** Netty's native epoll transport with BoringSSL. */
  NETTY_BORINGSSL(Speech.TLS_ONLY) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return BORINGSSL_MACHINES.contains(System.getProperty("os.arch"))
          ? ofNetty(scenario, setting)
          : Optional.of("has no BoringSSL for this machine");
    }

    @Override
    Party talk(Setting setting, Talk talk) throws IOException {
      return new NettyTalk(NettyTransport.EPOLL, setting, talk, SslProvider.OPENSSL);
    }

    @Override
    Party bothWays(Setting setting, Talk talk) throws IOException {
      return new NettyBothWays(setting, talk, SslProvider.OPENSSL);
    }

    @Override
    Party handshakes(Setting setting, boolean resuming) throws IOException {
      return new NettyHandshakes(setting, resuming, SslProvider.OPENSSL);
    }

    @Override
    Hall hall(Setting setting) throws IOException {
      return new NettyHall(setting, SslProvider.OPENSSL);
    }
  },
  /** Netty on the JDK's selector. */
  NETTY_NIO(Speech.BOTH) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return onLoops(NettyTransport.NIO, scenario, setting);
    }

    @Override
    Party talk(Setting setting, Talk talk) throws IOException {
      return new NettyTalk(NettyTransport.NIO, setting, talk, SslProvider.JDK);
    }
  },
  /** Netty's io_uring transport. */
  NETTY_IO_URING(Speech.BOTH) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return onLoops(NettyTransport.IO_URING, scenario, setting);
    }

    @Override
    Party talk(Setting setting, Talk talk) throws IOException {
      return new NettyTalk(NettyTransport.IO_URING, setting, talk, SslProvider.JDK);
    }
  },
  /** XNIO, which stands on the JDK's selector. */
  XNIO(Speech.BOTH) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return onLoops(scenario, setting);
    }

    @Override
    Optional<LoopDoor> loops(Transport transport) throws IOException {
      return Optional.of(new XnioDoor());
    }
  },
  /** tls-channel over the JDK's {@link java.nio.channels.SocketChannel}, blocking. */
  TLS_CHANNEL(Speech.TLS_ONLY) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return waits(setting);
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(EngineDoor.tlsChannel(transport));
    }
  },
  /** The JDK's {@link javax.net.ssl.SSLSocket}. */
  SSL_SOCKET(Speech.TLS_ONLY) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return waits(setting);
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(new SslSocketDoor(transport));
    }
  },
  /** The limit of TLS with the JDK's engine: see {@link EngineConnection}. */
  ENGINE_SOCKET(Speech.TLS_ONLY) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return waits(setting);
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(EngineDoor.bare(transport));
    }
  },
  /** The JDK's engine alone: see {@link MemoryTalk}. */
  ENGINE_MEMORY(Speech.TLS_ONLY) {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return setting.threads() == Threads.PLATFORM
          ? Optional.empty()
          : Optional.of("waits for nobody: one platform thread does the work of both ends");
    }

    @Override
    Party talk(Setting setting, Talk talk) throws IOException {
      return new MemoryTalk(setting, talk, false);
    }

    @Override
    Party bothWays(Setting setting, Talk talk) throws IOException {
      return new MemoryTalk(setting, talk, true);
    }

    @Override
    Party handshakes(Setting setting, boolean resuming) throws IOException {
      return new MemoryHandshakes(setting, resuming);
    }

    @Override
    Hall hall(Setting setting) throws IOException {
      return new MemoryHall(setting);
    }
  },
  /** The channels of junixsocket. */
  JUNIXSOCKET {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      if (setting.transport() == Transport.TCP) {
        return Optional.of("has no TCP of its own");
      }
      return setting.threads() == Threads.VIRTUAL && setting.connections() > 1
          ? Optional.of("waits in native calls that hold the carriers: 16 clients have hung")
          : Optional.empty();
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(JunixDoor.open());
    }
  },
  /** The limit: plain C, blocking or with epoll, in a process of its own; see {@link CProgram}. */
  C {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return CProgram.obstacle(scenario, setting);
    }
  },
  /** Plain C whose loops never sleep: {@code epoll_wait} with a time limit of 0. */
  C_POLLING {
    @Override
    Optional<String> ownObstacle(Scenario scenario, Setting setting) {
      return setting.threads() == Threads.LOOP
          ? CProgram.obstacle(scenario, setting)
          : Optional.of("has no loop to poll in");
    }
  };

  /**
   * A small multiple of what a wake-up costs: 3 µs on bare metal, but up to 100 µs in a virtual
   * machine whose host has to wake a processor. QEMU's own 32 µs never begin to look there.
   */
  private static final AdaptivePolling POLLING =
      AdaptivePolling.upTo(Duration.of(262_144, ChronoUnit.NANOS));

  /** Where there is a library of it. */
  private static final Set<String> BORINGSSL_MACHINES = Set.of("amd64", "aarch64");

  /** How many descriptors a JVM needs for itself, and for a margin. */
  private static final int OWN_DESCRIPTORS = 200;

  private static Optional<String> passes(Scenario scenario, String obstacle) {
    return scenario == Scenario.DESCRIPTOR_PASS ? Optional.of(obstacle) : Optional.empty();
  }

  private static Optional<String> waits(Setting setting) {
    return setting.threads() == Threads.LOOP
        ? Optional.of("waits in calls, or has no loops that are measured")
        : Optional.empty();
  }

  private static Optional<String> ofNetty(Scenario scenario, Setting setting) {
    if (setting.threads() == Threads.VIRTUAL) {
      return Optional.of("would have to wait in a call: it works by callbacks on its own threads");
    }
    return scenario == Scenario.IDLE_HEAP && setting.threads() != Threads.LOOP
        ? Optional.of("accepts nothing without a loop")
        : Optional.empty();
  }

  private static Optional<String> onLoops(
      NettyTransport netty, Scenario scenario, Setting setting) {
    return onLoops(scenario, setting).or(netty::obstacle);
  }

  /** Of those that are there to be compared with Netty's epoll. */
  private static Optional<String> onLoops(Scenario scenario, Setting setting) {
    boolean measured =
        scenario == Scenario.ROUND_TRIP
            && setting.threads() == Threads.LOOP
            && setting.transport() == Transport.TCP;
    return measured ? Optional.empty() : Optional.of("is not a round trip over TCP on loops");
  }

  /** With TLS, without it, or both. */
  private enum Speech {
    PLAIN_ONLY,
    TLS_ONLY,
    BOTH
  }

  private final Speech speech;

  Contender() {
    this(Speech.PLAIN_ONLY);
  }

  Contender(Speech speech) {
    this.speech = speech;
  }

  /** Why this contender cannot play a scenario; empty if it can. */
  final Optional<String> obstacle(Scenario scenario, Setting setting) {
    if (speech == (setting.transport().isTls() ? Speech.PLAIN_ONLY : Speech.TLS_ONLY)) {
      return Optional.of(speech == Speech.TLS_ONLY ? "is nothing without TLS" : "has no TLS");
    }
    long limit = DescriptorLimit.get();
    if (!scenario.isTiming() && setting.descriptors() + OWN_DESCRIPTORS > limit) {
      return Optional.of("may open but " + limit + " descriptors (ulimit -n)");
    }
    return ownObstacle(scenario, setting);
  }

  Optional<String> ownObstacle(Scenario scenario, Setting setting) {
    return Optional.empty();
  }

  /** Opens a listener; empty for a contender whose calls do not wait, or that is no Java. */
  Optional<Door> door(Transport transport) throws IOException {
    return Optional.empty();
  }

  /** Opens a listener with event loops; empty for one that has none, or none that is measured. */
  Optional<LoopDoor> loops(Transport transport) throws IOException {
    return Optional.empty();
  }

  /** Opens what has the timers; empty if there is nothing. */
  Optional<Clock> clock() throws IOException {
    return Optional.empty();
  }

  /** Connects as often as the setting says, ready to talk. */
  Party talk(Setting setting, Talk talk) throws IOException {
    return setting.threads() == Threads.LOOP
        ? new LoopTalk(ownLoops(setting), setting, talk)
        : new ThreadedTalk(ownDoor(setting), setting, talk);
  }

  /** Connects as often as the setting says, ready to send in both directions at once. */
  Party bothWays(Setting setting, Talk talk) throws IOException {
    return new BothWaysTalk(ownDoor(setting), setting, talk);
  }

  /** Listens, ready for visits that begin with a handshake. */
  Party handshakes(Setting setting, boolean resuming) throws IOException {
    return new HandshakeVisits(ownDoor(setting), setting, resuming);
  }

  /** Listens, ready for visits. */
  Party visits(Setting setting) throws IOException {
    return new ThreadedVisits(ownDoor(setting), setting);
  }

  /** Listens, ready for connections that nothing comes from. */
  Hall hall(Setting setting) throws IOException {
    return setting.threads() == Threads.LOOP
        ? new LoopHall(ownLoops(setting), setting)
        : new ThreadedHall(ownDoor(setting), setting);
  }

  private Door ownDoor(Setting setting) throws IOException {
    return door(setting.transport()).orElseThrow(() -> missing("blocking calls"));
  }

  private LoopDoor ownLoops(Setting setting) throws IOException {
    return loops(setting.transport()).orElseThrow(() -> missing("loops that are measured"));
  }

  private UnsupportedOperationException missing(String what) {
    return new UnsupportedOperationException(this + " has no " + what);
  }
}
