package qio.spi.websocket;

import java.io.IOException;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.spi.Layer;

/** The layer with its options checked; puts WebSocket over one channel after another. */
final class WsLayer implements Layer {

  private final WsSettings settings;

  WsLayer(WsSettings settings) {
    this.settings = settings;
  }

  @Override
  public QioChannel over(QioChannel below) throws IOException {
    if (below.hasFeature(ChannelFeature.MESSAGES)) {
      throw new IOException(
          below.address()
              + ": WebSocket needs a stream of bytes, and this channel carries messages; use tcp,"
              + " unix or another stream");
    }
    return new WsChannel(below, settings);
  }
}
