package qio.spi.tls;

import java.io.IOException;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;

/**
 * Makes the engines of a layer, for the option {@link TlsOptions#SSL_ENGINE}: those of a library
 * that has no {@link javax.net.ssl.SSLContext}, for instance Netty's with OpenSSL:
 *
 * <pre>
 *   var engines = new EngineSource() {
 *     public SSLEngine engine(LayerRole role, String peerName, int peerPort) {
 *       return context.newEngine(ByteBufAllocator.DEFAULT, peerName, peerPort);
 *     }
 *     public void release(SSLEngine engine) {
 *       ReferenceCountUtil.release(engine);
 *     }
 *   };
 * </pre>
 *
 * <p>Keys, trust and sessions are its affair. What options say of versions, suites, groups,
 * application protocols, client authentication and the check of names is set on each engine by
 * {@link SSLEngine#setSSLParameters}, after its mode.
 *
 * <p>Called from any thread, by several at once.
 */
@FunctionalInterface
public interface EngineSource {

  /**
   * Makes an engine for one connection, which has not begun its handshake. Called for each
   * connection, and before, when the layer is prepared, to learn what the engines can do.
   *
   * @param role the side that the engine plays
   * @param peerName the name that the server must prove to a client; the engine must be made for
   *     it, since that is what it compares with the certificate. Null for a server, and for a
   *     client that knows no name
   * @param peerPort the server's port; -1 if it is not known
   * @return an engine of its own
   * @throws IOException if none can be made
   */
  SSLEngine engine(LayerRole role, @Nullable String peerName, int peerPort) throws IOException;

  /**
   * Called once for each engine when it is used no more, so that one that holds memory outside the
   * heap can give it back: when its channel is closed and no thread of the channel is inside it. A
   * task of it that an executor has begun may still run then. Must not block. Does nothing by
   * default.
   *
   * @param engine one that this source has made
   */
  default void release(SSLEngine engine) {}
}
