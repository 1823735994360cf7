package qio.spi.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import qio.api.layer.LayerTerms;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.credential.Credential;
import qio.spi.tls.credential.CredentialKeyManager;
import qio.spi.tls.engine.RecordBuffers;
import qio.spi.tls.peer.TrustManagers;

/**
 * Engines and layers of the shared keyring that options cannot make: those of one protocol version,
 * for instance.
 */
final class Engines {

  private final String[] protocols;

  private Engines(String... protocols) {
    this.protocols = protocols;
  }

  static Engines only(String protocol) {
    return new Engines(protocol);
  }

  SSLEngine client() {
    SSLEngine engine = context(new KeyManager[0]).createSSLEngine("localhost", -1);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(protocols);
    return engine;
  }

  SSLEngine server() {
    Keyring ring = Keyring.SHARED;
    var own = new Credential(List.of(ring.server.certificate()), ring.server.key());
    SSLEngine engine = context(new KeyManager[] {new CredentialKeyManager(own)}).createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(protocols);
    return engine;
  }

  /**
   * A server with any identity, as it is: what options would refuse to load, others may still
   * present.
   */
  static Layer serverOf(Identity identity) {
    return layer(
        LayerRole.SERVER,
        () -> {
          var own = new Credential(List.of(identity.certificate()), identity.key());
          SSLEngine engine =
              context(new KeyManager[] {new CredentialKeyManager(own)}).createSSLEngine();
          engine.setUseClientMode(false);
          return engine;
        });
  }

  /** A client's context that trusts the shared authority. */
  static SSLContext context() {
    return context(new KeyManager[0]);
  }

  private static SSLContext context(KeyManager[] keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager trust = TrustManagers.of(List.of(Keyring.SHARED.authority.certificate()));
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  Layer clientLayer() throws IOException {
    return layer(LayerRole.CLIENT, this::client);
  }

  Layer serverLayer() throws IOException {
    return layer(LayerRole.SERVER, this::server);
  }

  static TlsSettings settings(LayerRole role, TaskRunner tasks) {
    return new TlsSettings(
        role,
        new LayerTerms("TLS close_notify", Duration.ofSeconds(10), Duration.ofSeconds(5), false),
        PeerCheck.NONE,
        new TlsStatistics(),
        tasks,
        engine -> {});
  }

  static Layer layer(LayerRole role, Supplier<SSLEngine> engines) {
    var settings = settings(role, TaskRunner.of(null, null));
    return below -> new TlsChannel(below, engines.get(), settings, new RecordBuffers());
  }
}
