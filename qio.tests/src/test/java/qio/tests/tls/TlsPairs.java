package qio.tests.tls;

import java.io.IOException;
import java.time.Duration;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.LayerRole;
import qio.spi.tls.TlsOptions;
import qio.tck.ChannelPair;

/**
 * Puts TLS over any pair, as a host does it, and brings the handshake to its end. Without tickets:
 * they are input that is no data, so a client that waits would wake early.
 */
public final class TlsPairs {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Enough for an end that reads; many tests leave one that does not. */
  private static final QioOptions PATIENCE =
      QioOptions.none().with(TlsOptions.CLOSE_TIMEOUT, Duration.ofMillis(250));

  private TlsPairs() {}

  /**
   * Puts a client's end over the first channel of a pair and a server's over the second.
   *
   * @param below any pair; closed if the handshake fails
   * @return the pair above it
   * @throws IOException if the handshake fails
   */
  public static ChannelPair over(ChannelPair below) throws IOException {
    try {
      QioChannel client = client(below.writer(), PATIENCE);
      QioChannel server = server(below.reader(), PATIENCE.with(TlsOptions.TICKETS, false));
      QioTask<Void> one = client.handshake();
      QioTask<Void> other = server.handshake();
      one.await(LIMIT);
      other.await(LIMIT);
      return ChannelPair.twoWay(client, server);
    } catch (IOException e) {
      below.close();
      throw e;
    }
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
