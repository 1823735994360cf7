package qio.spi.websocket;

import java.util.List;
import qio.api.channel.ChannelOption;
import qio.api.spi.Layer;
import qio.api.spi.LayerProvider;
import qio.api.spi.LayerRequest;

/** The layer {@code ws}: WebSocket (RFC 6455) over any channel that is a stream. */
public final class WsLayerProvider implements LayerProvider {

  /** For the service loader. */
  public WsLayerProvider() {}

  @Override
  public String name() {
    return "ws";
  }

  @Override
  public List<ChannelOption<?>> options() {
    return WsOptions.ALL;
  }

  @Override
  public Layer prepare(LayerRequest request) {
    return new WsLayer(new LayerPreparation(request).settings());
  }
}
