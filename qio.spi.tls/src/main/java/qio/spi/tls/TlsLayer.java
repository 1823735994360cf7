package qio.spi.tls;

import java.io.IOException;
import javax.net.ssl.SSLEngine;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.spi.Layer;
import qio.spi.tls.engine.RecordBuffers;

/**
 * The layer with its files read and its options checked; puts TLS over one channel after another.
 */
final class TlsLayer implements Layer {

  /**
   * One for all layers: what one connection gives back, the next one takes, whoever it belongs to.
   */
  private static final RecordBuffers BUFFERS = new RecordBuffers();

  private final EngineFactory engines;
  private final TlsSettings settings;

  TlsLayer(EngineFactory engines, TlsSettings settings) {
    this.engines = engines;
    this.settings = settings;
  }

  @Override
  public QioChannel over(QioChannel below) throws IOException {
    if (below.hasFeature(ChannelFeature.MESSAGES)) {
      throw new IOException(
          below.address()
              + ": TLS needs a stream of bytes, and this channel carries messages; use tcp, unix or"
              + " another stream");
    }
    SSLEngine engine = engines.engine();
    try {
      return new TlsChannel(below, engine, settings, BUFFERS);
    } catch (RuntimeException e) {
      engines.release(engine);
      throw e;
    }
  }
}
