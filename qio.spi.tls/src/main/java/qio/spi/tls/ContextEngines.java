package qio.spi.tls;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;

/**
 * The engines of a context.
 *
 * @param context makes them
 */
record ContextEngines(SSLContext context) implements EngineSource {

  @Override
  public SSLEngine engine(LayerRole role, @Nullable String peerName, int peerPort) {
    return peerName == null
        ? context.createSSLEngine()
        : context.createSSLEngine(peerName, peerPort);
  }
}
