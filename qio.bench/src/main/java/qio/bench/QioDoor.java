package qio.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.spi.tls.TlsOptions;

/** QIO, over one of its two socket engines. */
final class QioDoor implements Door {

  private final QioListener listener;

  /** What connections pass the descriptor of. */
  private final QioChannel passed;

  private final QioTarget target;

  private final Optional<TlsSetup> tls;

  private QioDoor(QioListener listener, String engine, Optional<TlsSetup> tls, QioOptions options)
      throws IOException {
    this.listener = listener;
    this.tls = tls;
    this.target = Qio.target(listener.localAddress() + "?engine=" + engine, options);
    this.passed = Qio.connect("file:/dev/null");
  }

  static QioDoor open(String engine, Transport transport) throws IOException {
    if (transport.isTls()) {
      TlsSetup setup = new TlsSetup(transport);
      QioListener listener =
          Qio.listen("tls+tcp://127.0.0.1:0?engine=" + engine, options(setup.server));
      return new QioDoor(listener, engine, Optional.of(setup), options(setup.client));
    }
    String place = transport == Transport.TCP ? "tcp://127.0.0.1:0" : "unix:" + Door.freshPath();
    QioListener listener = Qio.listen(place + "?engine=" + engine);
    return new QioDoor(listener, engine, Optional.empty(), QioOptions.none());
  }

  /** The options that make TLS what it is for all. */
  static QioOptions options(SSLContext context) {
    return QioOptions.none()
        .with(TlsOptions.SSL_CONTEXT, context)
        .with(TlsOptions.MIN_VERSION, "1.3")
        .with(TlsOptions.CIPHERS, TlsSetup.SUITE);
  }

  @Override
  public TlsSetup tls() {
    return tls.orElseThrow();
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
    List<Descriptor> sent = passed.descriptor().map(List::of).orElse(List.of());
    return new QioConnection(channel, sent, tls.isPresent());
  }

  @Override
  public void close() throws IOException {
    try (passed) {
      listener.close();
    }
  }
}
