package qio.bench;

import java.io.IOException;
import java.util.Optional;

/** Who takes part. */
public enum Contender {
  /** QIO over system calls. */
  QIO_NATIVE {
    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(QioDoor.open("native", transport));
    }
  },
  /** QIO over {@code java.nio}. */
  QIO_NIO {
    @Override
    Optional<String> obstacle(Scenario scenario, Setting setting) {
      return passes(scenario, "cannot pass descriptors");
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(QioDoor.open("nio", transport));
    }
  },
  /** The JDK's own {@link java.nio.channels.SocketChannel}, blocking. */
  JDK_CHANNEL {
    @Override
    Optional<String> obstacle(Scenario scenario, Setting setting) {
      return passes(scenario, "cannot pass descriptors");
    }

    @Override
    Optional<Door> door(Transport transport) throws IOException {
      return Optional.of(JdkDoor.open(transport));
    }
  },
  /** Netty's native epoll transport. */
  NETTY_EPOLL {
    @Override
    Optional<String> obstacle(Scenario scenario, Setting setting) {
      return setting.threads() == Threads.VIRTUAL
          ? Optional.of("would have to wait in a call: it works by callbacks on its own threads")
          : Optional.empty();
    }

    @Override
    Party talk(Setting setting, Talk talk) throws IOException {
      return new NettyTalk(setting, talk);
    }

    @Override
    Party visits(Setting setting) throws IOException {
      return new NettyVisits(setting);
    }
  },
  /** The channels of junixsocket. */
  JUNIXSOCKET {
    @Override
    Optional<String> obstacle(Scenario scenario, Setting setting) {
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
  /** The limit: plain C, blocking, in a process of its own; see {@link CProgram}. */
  C {
    @Override
    Optional<String> obstacle(Scenario scenario, Setting setting) {
      return setting.threads() == Threads.VIRTUAL
          ? Optional.of("has no virtual threads")
          : Optional.empty();
    }
  };

  private static Optional<String> passes(Scenario scenario, String obstacle) {
    return scenario == Scenario.DESCRIPTOR_PASS ? Optional.of(obstacle) : Optional.empty();
  }

  /** Why this contender cannot play a scenario; empty if it can. */
  Optional<String> obstacle(Scenario scenario, Setting setting) {
    return Optional.empty();
  }

  /** Opens a listener; empty for a contender whose calls do not wait, or that is no Java. */
  Optional<Door> door(Transport transport) throws IOException {
    return Optional.empty();
  }

  /** Connects as often as the setting says, ready to talk. */
  Party talk(Setting setting, Talk talk) throws IOException {
    return new ThreadedTalk(ownDoor(setting), setting, talk);
  }

  /** Listens, ready for visits. */
  Party visits(Setting setting) throws IOException {
    return new ThreadedVisits(ownDoor(setting), setting);
  }

  private Door ownDoor(Setting setting) throws IOException {
    return door(setting.transport())
        .orElseThrow(() -> new UnsupportedOperationException(this + " has no blocking calls"));
  }
}
