package qio.spi.tls;

import java.io.IOException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;

/**
 * What the engines of a layer can do, and do if they are not told otherwise.
 *
 * @param possible all that they can do
 * @param usual what they do, to be changed by whoever asks
 */
record EngineAbilities(SSLParameters possible, SSLParameters usual) {

  static EngineAbilities of(SSLContext context) {
    return new EngineAbilities(
        context.getSupportedSSLParameters(), context.getDefaultSSLParameters());
  }

  /** Asks an engine that is made for this and released at once. */
  static EngineAbilities of(EngineSource source, LayerRole role, @Nullable PeerName peer)
      throws IOException {
    SSLEngine engine = EngineFactory.plain(source, role, peer);
    try {
      var possible =
          new SSLParameters(engine.getSupportedCipherSuites(), engine.getSupportedProtocols());
      return new EngineAbilities(possible, engine.getSSLParameters());
    } finally {
      source.release(engine);
    }
  }

  /**
   * Whether the engines keep the application protocols that they are given; some ignore them, since
   * theirs are given to whatever makes them.
   */
  static boolean takeProtocols(EngineFactory engines, String[] protocols) throws IOException {
    SSLEngine engine = engines.engine();
    try {
      return Arrays.equals(protocols, engine.getSSLParameters().getApplicationProtocols());
    } finally {
      engines.release(engine);
    }
  }
}
