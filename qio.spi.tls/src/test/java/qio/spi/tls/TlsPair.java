package qio.spi.tls;

import java.io.IOException;
import qio.api.channel.QioChannel;
import qio.api.spi.Layer;

/** Both ends of a TLS connection over a pair in memory. */
record TlsPair(
    QioChannel client, QioChannel server, PipeChannel clientBelow, PipeChannel serverBelow)
    implements AutoCloseable {

  static TlsPair over(PipeChannel.Pair below, Layer clientLayer, Layer serverLayer)
      throws IOException {
    return new TlsPair(
        clientLayer.over(below.client()),
        serverLayer.over(below.server()),
        below.client(),
        below.server());
  }

  static TlsPair open(Pipe.Manner manner) throws IOException {
    return over(
        PipeChannel.pair(manner, 1), Keyring.SHARED.clientLayer(), Keyring.SHARED.serverLayer());
  }

  @Override
  public void close() throws IOException {
    try (server;
        client) {
      // closes the client first
    }
  }
}
