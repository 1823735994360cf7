package qio.bench;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * What Netty puts into its pipelines for TLS, with the engine of the JDK or with BoringSSL. The
 * latter lets nobody choose the suites of TLS 1.3, so what was agreed on is checked.
 */
final class NettyTls {

  private static final List<String> SUITES = List.of(TlsSetup.SUITE);

  final TlsSetup setup;
  private final SslContext client;
  private final SslContext server;

  NettyTls(Transport transport, SslProvider provider) throws IOException {
    setup = new TlsSetup(transport);
    if (provider == SslProvider.JDK) {
      client = ofJdk(setup.client, true);
      server = ofJdk(setup.server, false);
    } else {
      client =
          SslContextBuilder.forClient()
              .sslProvider(provider)
              .trustManager(setup.trust)
              .protocols(TlsSetup.VERSION)
              .build();
      server =
          SslContextBuilder.forServer(setup.keys)
              .sslProvider(provider)
              .protocols(TlsSetup.VERSION)
              .build();
    }
  }

  private static SslContext ofJdk(SSLContext context, boolean ofClient) {
    return new JdkSslContext(
        context,
        ofClient,
        SUITES,
        IdentityCipherSuiteFilter.INSTANCE,
        ApplicationProtocolConfig.DISABLED,
        ClientAuth.NONE,
        new String[] {TlsSetup.VERSION},
        false);
  }

  /** Whether clients remember sessions to resume them; those of the JDK always do. */
  void resume(boolean resuming) {
    if (client.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(resuming);
    }
  }

  SslHandler ofClient(ByteBufAllocator allocator, int port) {
    SslHandler handler = client.newHandler(allocator, TlsSetup.HOST, port);
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(TlsSetup.NAME_CHECK);
    handler.engine().setSSLParameters(parameters);
    handler.handshakeFuture().addListener(done -> check(done, handler));
    return handler;
  }

  SslHandler ofServer(ByteBufAllocator allocator) {
    return server.newHandler(allocator);
  }

  /** A failed handshake is told to the handlers by Netty itself. */
  private static void check(Future<? super Channel> done, SslHandler handler) {
    if (done.isSuccess()) {
      SSLSession session = handler.engine().getSession();
      if (!session.getProtocol().equals(TlsSetup.VERSION)
          || !session.getCipherSuite().equals(TlsSetup.SUITE)) {
        ((Channel) done.getNow())
            .pipeline()
            .fireExceptionCaught(new SSLException("agreed on " + session.getCipherSuite()));
      }
    }
  }
}
