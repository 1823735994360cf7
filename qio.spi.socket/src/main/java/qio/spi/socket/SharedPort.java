package qio.spi.socket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import qio.api.channel.Admission;
import qio.api.channel.QioListener;
import qio.api.spi.Endpoint;
import qio.api.spi.HostPort;
import qio.api.spi.OptionValues;

/**
 * Several listeners on one tcp port, among which the kernel spreads the clients ({@code
 * SO_REUSEPORT}). With port 0 the first one gets a port, and the others are put on the same.
 */
final class SharedPort {

  private final SocketEngine engine;
  private final OptionValues options;
  private final Admission admission;

  /**
   * For some listeners.
   *
   * @param engine one that {@linkplain SocketEngine#sharesPorts shares ports}
   * @param options the options given, checked for listening
   * @param admission how many clients all the listeners together may have
   */
  SharedPort(SocketEngine engine, OptionValues options, Admission admission) {
    this.engine = engine;
    this.options = options.with(SocketOptions.REUSE_PORT, true);
    this.admission = admission;
  }

  /**
   * Listens.
   *
   * @throws IOException if one of them cannot; then none does
   */
  List<QioListener> listen(StreamTarget.Tcp target, int count) throws IOException {
    List<QioListener> open = new ArrayList<>(count);
    boolean done = false;
    try {
      List<ListeningChannel> first = bind(target);
      open.add(SocketListener.of(first, admission));
      StreamTarget.Tcp taken = withPort(target, HostBinder.portOf(first.getFirst()));
      while (open.size() < count) {
        open.add(SocketListener.of(bind(taken), admission));
      }
      done = true;
      return open;
    } finally {
      if (!done) {
        for (QioListener each : open) {
          each.close();
        }
      }
    }
  }

  private List<ListeningChannel> bind(StreamTarget target) throws IOException {
    return new Binder(engine, target, StreamSettings.of(target, options)).listen();
  }

  private static StreamTarget.Tcp withPort(StreamTarget.Tcp target, int port) {
    HostPort place = new HostPort(target.hostPort().host(), port);
    return new StreamTarget.Tcp(new Endpoint(StreamTarget.TCP, "//" + place), place);
  }
}
