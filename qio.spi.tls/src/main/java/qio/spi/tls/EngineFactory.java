package qio.spi.tls;

import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;

/** Makes an engine for each connection, and has it released at its end. */
final class EngineFactory {

  private final EngineSource source;
  private final LayerRole role;
  private final @Nullable PeerName peer;
  private final SSLParameters parameters;

  EngineFactory(
      EngineSource source, LayerRole role, @Nullable PeerName peer, SSLParameters parameters) {
    this.source = source;
    this.role = role;
    this.peer = peer;
    this.parameters = parameters;
  }

  /** An engine in its mode, as it was made otherwise. */
  static SSLEngine plain(EngineSource source, LayerRole role, @Nullable PeerName peer)
      throws IOException {
    SSLEngine engine =
        source.engine(role, peer == null ? null : peer.name(), peer == null ? -1 : peer.port());
    try {
      engine.setUseClientMode(role == LayerRole.CLIENT);
      return engine;
    } catch (RuntimeException e) {
      source.release(engine);
      throw new SSLException(
          "the source of engines (ssl-engine) has made one that cannot be a "
              + role.name().toLowerCase(Locale.ROOT)
              + "; it must make one for the role that it is asked for",
          e);
    }
  }

  SSLEngine engine() throws IOException {
    SSLEngine engine = plain(source, role, peer);
    try {
      engine.setSSLParameters(parameters);
      return engine;
    } catch (RuntimeException e) {
      source.release(engine);
      throw new SSLException(
          "the engine does not take the parameters that the options of the layer make: "
              + e.getMessage(),
          e);
    }
  }

  void release(SSLEngine engine) {
    source.release(engine);
  }
}
