package qio.spi.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import qio.api.spi.Layer;
import qio.api.spi.LayerRole;
import qio.spi.tls.TestCertificates.Identity;
import qio.spi.tls.credential.Credential;
import qio.spi.tls.credential.CredentialKeyManager;
import qio.spi.tls.peer.UnverifiedPeers;

/** A peer that shows whatever it is told to, and believes everybody. */
final class RawPeer {

  private RawPeer() {}

  /** One that speaks one version and shows a chain as it is; null shows nothing. */
  static Layer layer(LayerRole role, String version, @Nullable Identity shown) {
    return Engines.layer(role, () -> engine(role, version, shown));
  }

  static SSLEngine engine(LayerRole role, String version, @Nullable Identity shown) {
    try {
      KeyManager[] keys =
          shown == null
              ? new KeyManager[0]
              : new KeyManager[] {
                new CredentialKeyManager(new Credential(shown.chain(), shown.key()))
              };
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {new UnverifiedPeers()}, null);
      SSLEngine engine = context.createSSLEngine("localhost", -1);
      engine.setUseClientMode(role == LayerRole.CLIENT);
      engine.setEnabledProtocols(new String[] {version});
      return engine;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The common name of the certificate that a server shows to who asks for no name. */
  static String nameShownBy(Layer server) throws Exception {
    SSLEngine engine = engine(LayerRole.CLIENT, "TLSv1.3", null);
    Layer client = Engines.layer(LayerRole.CLIENT, () -> engine);
    try (TlsPair pair = TlsPair.over(PipeChannel.pair(Pipe.Manner.SOCKET, 1), client, server)) {
      Handshakes.both(pair);
    }
    var certificate = (X509Certificate) engine.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName().replaceAll(",.*", "").substring(3);
  }

  /** An identity that is shown with other certificates behind its own. */
  static Identity showing(Identity identity, X509Certificate... others) {
    List<X509Certificate> chain =
        Stream.concat(Stream.of(identity.certificate()), Stream.of(others)).toList();
    return new Identity(chain, identity.keys());
  }
}
