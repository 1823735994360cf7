package qio.tests.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.LayerRole;
import qio.spi.tls.TlsOptions;
import qio.tck.ChannelPair;

/** Puts TLS over any pair, as a host does it, and brings the handshake to its end. */
final class TlsPairs {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private TlsPairs() {}

  static ChannelPair over(ChannelPair below) throws IOException {
    QioChannel client = client(below.writer(), QioOptions.none());
    QioChannel server = server(below.reader(), QioOptions.none());
    QioTask<Void> one = client.handshake();
    QioTask<Void> other = server.handshake();
    one.await(LIMIT);
    other.await(LIMIT);
    takeTickets(client, server);
    return ChannelPair.twoWay(client, server);
  }

  /**
   * A server's session tickets come behind the handshake and ahead of its data; after a byte none
   * is under way.
   */
  private static void takeTickets(QioChannel client, QioChannel server) throws IOException {
    server.writeAll(ByteBuffer.allocate(1));
    client.readAll(ByteBuffer.allocate(1));
  }

  static QioChannel client(QioChannel below, QioOptions more) throws IOException {
    return Qio.layer(
        "tls",
        below,
        more.with(TlsOptions.CA, Certificates.SHARED.ca())
            .with(TlsOptions.SERVER_NAME, "localhost"));
  }

  static QioChannel server(QioChannel below, QioOptions more) throws IOException {
    return Qio.layer(
        "tls",
        LayerRole.SERVER,
        below,
        more.with(TlsOptions.CERT, Certificates.SHARED.cert())
            .with(TlsOptions.KEY, Certificates.SHARED.key()));
  }
}
