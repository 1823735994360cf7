package qio.spi.socket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import qio.api.spi.Endpoint;
import qio.posix.SocketName;

/**
 * Listens on every address of a host that this machine has. It is a success if one of them works;
 * where others do not, the log says so. If none works, the first failure is told.
 *
 * <p>With port 0 the first socket gets a port and the others are put on the same one. Somebody else
 * may have that port on another address: then all of it is done again, a few times, with a new one.
 */
final class HostBinder {

  private static final int ATTEMPTS = 8;

  private final SocketEngine engine;
  private final String address;
  private final StreamSettings settings;

  HostBinder(SocketEngine engine, String address, StreamSettings settings) {
    this.engine = engine;
    this.address = address;
    this.settings = settings;
  }

  /** The sockets that could be made, and what became of the others. */
  private final class Outcome {
    final List<ListeningChannel> open = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    @Nullable IOException first;
    boolean inUse;

    void failed(SocketName place, IOException failure) {
      IOException told = SocketFailures.listening(address, place, failure);
      if (first == null) {
        first = told;
      }
      boolean taken = Trouble.of(failure, place) == Trouble.IN_USE;
      inUse |= taken;
      failures.add(String.valueOf(told.getMessage()));
    }
  }

  /**
   * Listens.
   *
   * @param places what the host's name stands for, all of one port, one at least
   * @return the listening channels, one at least, in the order of the places
   * @throws IOException if there is none: the failure of the first place
   */
  List<ListeningChannel> listen(List<SocketName> places) throws IOException {
    List<SocketName> distinct = places.size() == 1 ? places : places.stream().distinct().toList();
    boolean anyPort = distinct.getFirst() instanceof SocketName.Inet inet && inet.port() == 0;
    for (int attempt = 1; ; attempt++) {
      Outcome outcome = onEach(distinct);
      IOException first = outcome.first;
      if (outcome.open.isEmpty() && first != null) {
        throw first;
      }
      if (!anyPort || !outcome.inUse || attempt == ATTEMPTS) {
        outcome.failures.forEach(HostBinder::warn);
        return outcome.open;
      }
      for (ListeningChannel each : outcome.open) {
        each.close();
      }
    }
  }

  private Outcome onEach(List<SocketName> places) throws IOException {
    Outcome outcome = new Outcome();
    boolean done = false;
    try {
      for (SocketName place : places) {
        SocketName wanted =
            outcome.open.isEmpty() ? place : withPort(place, portOf(outcome.open.getFirst()));
        try {
          outcome.open.add(engine.listen(address, wanted, settings));
        } catch (IOException e) {
          outcome.failed(wanted, e);
        }
      }
      done = true;
      return outcome;
    } finally {
      if (!done) {
        for (ListeningChannel each : outcome.open) {
          each.close();
        }
      }
    }
  }

  private static SocketName withPort(SocketName place, int port) {
    return place instanceof SocketName.Inet inet
        ? new SocketName.Inet(inet.address(), port)
        : place;
  }

  /** To have a log takes tens of milliseconds, which a start should not wait for in vain. */
  private static void warn(String failure) {
    System.getLogger(HostBinder.class.getName()).log(System.Logger.Level.WARNING, failure);
  }

  /** The port that a socket was put on. */
  static int portOf(ListeningChannel socket) {
    String local = socket.localAddress().orElseThrow();
    String target = local.substring(StreamTarget.TCP.length() + 1);
    return new Endpoint(StreamTarget.TCP, target).hostPort().port();
  }
}
