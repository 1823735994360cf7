package qio.bench;

import java.io.IOException;
import java.util.List;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** QIO, over one of its two socket engines. */
final class QioDoor implements Door {

  private final QioListener listener;

  /** What connections pass the descriptor of. */
  private final QioChannel passed;

  private final QioTarget target;

  private QioDoor(QioListener listener, String engine) throws IOException {
    this.listener = listener;
    this.target = Qio.target(listener.localAddress() + "?engine=" + engine, QioOptions.none());
    this.passed = Qio.connect("file:/dev/null");
  }

  static QioDoor open(String engine, Transport transport) throws IOException {
    String place = transport == Transport.TCP ? "tcp://127.0.0.1:0" : "unix:" + Door.freshPath();
    return new QioDoor(Qio.listen(place + "?engine=" + engine), engine);
  }

  /** The port of a listener's address, {@code tcp://127.0.0.1:4711}. */
  static int port(QioListener listener) {
    String address = listener.localAddress();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @Override
  public int port() {
    return port(listener);
  }

  @Override
  public Connection connect() throws IOException {
    return connection(target.connect());
  }

  @Override
  public Connection accept() throws IOException {
    return connection(listener.accept());
  }

  private Connection connection(QioChannel channel) {
    return new QioConnection(channel, passed.descriptor().map(List::of).orElse(List.of()));
  }

  @Override
  public void close() throws IOException {
    try (passed) {
      listener.close();
    }
  }
}
