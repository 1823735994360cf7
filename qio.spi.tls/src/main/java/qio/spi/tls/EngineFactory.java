package qio.spi.tls;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;

/** Makes an engine for each connection. */
final class EngineFactory {

  private final SSLContext context;
  private final LayerRole role;
  private final @Nullable PeerName peer;
  private final SSLParameters parameters;

  EngineFactory(
      SSLContext context, LayerRole role, @Nullable PeerName peer, SSLParameters parameters) {
    this.context = context;
    this.role = role;
    this.peer = peer;
    this.parameters = parameters;
  }

  SSLEngine engine() {
    SSLEngine engine =
        peer == null
            ? context.createSSLEngine()
            : context.createSSLEngine(peer.name(), peer.port());
    engine.setUseClientMode(role == LayerRole.CLIENT);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
