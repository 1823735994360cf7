package qio.spi.tls;

import java.io.IOException;
import java.util.List;
import qio.api.channel.ChannelOption;
import qio.api.spi.Layer;
import qio.api.spi.LayerProvider;
import qio.api.spi.LayerRequest;

/**
 * The layer {@code tls}: TLS 1.2 and 1.3 (RFC 5246, RFC 8446) over any channel, with the engines of
 * the Java runtime.
 */
public final class TlsLayerProvider implements LayerProvider {

  /** For the service loader. */
  public TlsLayerProvider() {}

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public List<ChannelOption<?>> options() {
    return TlsOptions.ALL;
  }

  @Override
  public Layer prepare(LayerRequest request) throws IOException {
    return new LayerPreparation(request).prepare();
  }
}
