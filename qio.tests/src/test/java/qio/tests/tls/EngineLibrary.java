package qio.tests.tls;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.security.KeyStore;
import java.security.Provider;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Assumptions;
import qio.api.QioOptions;
import qio.api.spi.LayerRole;
import qio.spi.tls.EngineSource;
import qio.spi.tls.TlsOptions;

/** Whose engines do the work. */
enum EngineLibrary {

  /** The JDK's own. */
  JDK {
    @Override
    EngineSource source(Side side) throws Exception {
      return ofContext(SSLContext.getInstance("TLS"), side, side.trusted().trustManagers());
    }
  },

  /** Netty's around BoringSSL: they hold memory that is counted, and have no {@link SSLContext}. */
  OPENSSL {
    @Override
    void load() {
      OpenSsl.ensureAvailability();
    }

    @Override
    EngineSource source(Side side) throws Exception {
      SslContext context = context(side);
      return new EngineSource() {
        @Override
        public SSLEngine engine(LayerRole role, String peerName, int peerPort) {
          return peerName == null
              ? context.newEngine(UnpooledByteBufAllocator.DEFAULT)
              : context.newEngine(UnpooledByteBufAllocator.DEFAULT, peerName, peerPort);
        }

        @Override
        public void release(SSLEngine engine) {
          ReferenceCountUtil.release(engine);
        }
      };
    }

    private static SslContext context(Side side) throws Exception {
      SslContextBuilder builder =
          side.role() == LayerRole.CLIENT
              ? SslContextBuilder.forClient()
              : SslContextBuilder.forServer(side.keys()[0]);
      if (side.role() == LayerRole.CLIENT && side.keys().length > 0) {
        builder.keyManager(side.keys()[0]);
      }
      if (!side.protocols().isEmpty()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                side.protocols()));
      }
      return builder
          .sslProvider(SslProvider.OPENSSL_REFCNT)
          .trustManager(side.trusted().trustManagers()[0])
          .endpointIdentificationAlgorithm(null) // the layer's affair
          .build();
    }

    @Override
    boolean takesProtocols() {
      return false;
    }

    @Override
    boolean endsWithItsPeer() {
      return true;
    }

    @Override
    boolean isFreed(SSLEngine engine) {
      return ((ReferenceCounted) engine).refCnt() == 0;
    }
  },

  /** Google's around BoringSSL. */
  CONSCRYPT {
    @Override
    void load() {
      Conscrypt.checkAvailability();
    }

    /** With its own judges of certificates: the JDK's do not know what it calls TLS 1.3's keys. */
    @Override
    EngineSource source(Side side) throws Exception {
      Provider provider = Conscrypt.newProvider();
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", Certificates.read(side.trusted().ca()));
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", provider);
      factory.init(trusted);
      return ofContext(SSLContext.getInstance("TLS", provider), side, factory.getTrustManagers());
    }

    @Override
    boolean endsWithItsPeer() {
      return true;
    }
  };

  /**
   * Who one side is and whom it trusts.
   *
   * @param role its role
   * @param keys what it shows; none if it shows nothing
   * @param trusted whose authority it trusts
   * @param protocols the application protocols that it speaks
   */
  record Side(LayerRole role, KeyManager[] keys, Certificates trusted, List<String> protocols) {}

  /** Loads what is native; fails where there is none for this machine. */
  void load() {}

  /** What makes its engines. */
  abstract EngineSource source(Side side) throws Exception;

  /** Whether application protocols are given to its engines, and not to what makes them. */
  boolean takesProtocols() {
    return true;
  }

  /** Whether it answers the peer's farewell with its own, in TLS 1.3 too. */
  boolean endsWithItsPeer() {
    return false;
  }

  /** Whether an engine has given back what it held outside the heap, as far as one can see it. */
  boolean isFreed(SSLEngine engine) {
    return true;
  }

  /** The option for application protocols, if the engines take them. */
  final QioOptions withProtocols(QioOptions options, List<String> protocols) {
    return takesProtocols() && !protocols.isEmpty()
        ? options.with(TlsOptions.ALPN, String.join(",", protocols))
        : options;
  }

  /** Skips the test where it cannot be had. */
  final void assumeLoaded() {
    try {
      load();
    } catch (RuntimeException | LinkageError e) {
      Assumptions.abort(
          "no native library of " + this + " for " + System.getProperty("os.arch") + ": " + e);
    }
  }

  private static EngineSource ofContext(SSLContext context, Side side, TrustManager[] trust)
      throws Exception {
    context.init(side.keys(), trust, null);
    return (role, peerName, peerPort) ->
        peerName == null ? context.createSSLEngine() : context.createSSLEngine(peerName, peerPort);
  }
}
