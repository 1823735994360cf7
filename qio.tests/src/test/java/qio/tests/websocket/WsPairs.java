package qio.tests.websocket;

import java.io.IOException;
import java.time.Duration;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.LayerRole;
import qio.spi.websocket.WsOptions;
import qio.tck.ChannelPair;

/** Puts WebSocket over any pair, as a host does it, and brings the handshake to its end. */
public final class WsPairs {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Enough for an end that reads; many tests leave one that does not. */
  static final QioOptions PATIENT =
      QioOptions.none().with(WsOptions.CLOSE_TIMEOUT, Duration.ofMillis(100));

  private WsPairs() {}

  /**
   * Puts a client's end over the first channel of a pair and a server's over the second.
   *
   * @param below any pair; closed if the handshake fails
   * @return the pair above it
   * @throws IOException if the handshake fails
   */
  public static ChannelPair over(ChannelPair below) throws IOException {
    return over(below, PATIENT);
  }

  /** The same with options for both ends. */
  static ChannelPair over(ChannelPair below, QioOptions options) throws IOException {
    return shaken(below, client(below.writer(), options), server(below.reader(), options));
  }

  /** The same, but the server writes and the client reads. */
  public static ChannelPair reversed(ChannelPair below) throws IOException {
    return shaken(below, server(below.writer(), PATIENT), client(below.reader(), PATIENT));
  }

  private static ChannelPair shaken(ChannelPair below, QioChannel writer, QioChannel reader)
      throws IOException {
    try {
      QioTask<Void> one = writer.handshake();
      QioTask<Void> other = reader.handshake();
      one.await(LIMIT);
      other.await(LIMIT);
      return ChannelPair.twoWay(writer, reader);
    } catch (IOException e) {
      below.close();
      throw e;
    }
  }

  static QioChannel client(QioChannel below, QioOptions options) throws IOException {
    return Qio.layer("ws", LayerRole.CLIENT, below, options);
  }

  static QioChannel server(QioChannel below, QioOptions options) throws IOException {
    return Qio.layer("ws", LayerRole.SERVER, below, options);
  }
}
