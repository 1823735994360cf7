package qio.spi.tls;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** The JDK's context, as one of another provider that speaks some versions only. */
final class LimitedContext extends SSLContext {

  LimitedContext(String... protocols) throws NoSuchAlgorithmException {
    super(new Limited(SSLContext.getDefault(), protocols), new Other(), "TLS");
  }

  private static final class Other extends Provider {
    private static final long serialVersionUID = 1L;

    Other() {
      super("Other", "1", "a provider of a test");
    }
  }

  private static final class Limited extends SSLContextSpi {
    private final SSLContext whole;
    private final String[] protocols;

    Limited(SSLContext whole, String[] protocols) {
      this.whole = whole;
      this.protocols = protocols;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("it is ready");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return whole.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return whole.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return whole.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return whole.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return whole.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return whole.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      SSLParameters supported = whole.getSupportedSSLParameters();
      supported.setProtocols(protocols);
      return supported;
    }
  }
}
