package qio.bench;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Keys, trust and parameters of TLS, the same for every contender: one version, one cipher suite,
 * the server's name compared with its certificate. It counts how often clients verify a
 * certificate, which a resumed session does not, so that nobody makes the shorter handshake where
 * the full one is measured.
 */
final class TlsSetup {

  static final String VERSION = "TLSv1.3";
  static final String SUITE = "TLS_AES_128_GCM_SHA256";

  /** Where every server is. */
  static final String HOST = "127.0.0.1";

  /** How the name is compared. */
  static final String NAME_CHECK = "HTTPS";

  final KeyManagerFactory keys;
  final X509ExtendedTrustManager trust;
  final SSLContext server;
  final SSLContext client;
  private final AtomicLong verified = new AtomicLong();

  TlsSetup(Transport transport) throws IOException {
    KeyStore store = TlsKeys.of(transport);
    try {
      keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, TlsKeys.PASSWORD.toCharArray());
      trust = new Counting(trust(store));
      server = SSLContext.getInstance(VERSION);
      server.init(keys.getKeyManagers(), null, null);
      client = SSLContext.getInstance(VERSION);
      client.init(null, new TrustManager[] {trust}, null);
    } catch (GeneralSecurityException e) {
      throw new IOException("the JDK has no TLS as it is needed here", e);
    }
  }

  /** The context of clients that believe any server, in a process that does not know ours. */
  static SSLContext credulous() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance(VERSION);
      context.init(null, new TrustManager[] {new Credulous()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the JDK has no TLS as it is needed here", e);
    }
  }

  private static X509ExtendedTrustManager trust(KeyStore store)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  static SSLParameters parameters(boolean ofClient) {
    SSLParameters parameters = new SSLParameters(new String[] {SUITE}, new String[] {VERSION});
    if (ofClient) {
      parameters.setEndpointIdentificationAlgorithm(NAME_CHECK);
    }
    return parameters;
  }

  SSLEngine clientEngine(int port) {
    SSLEngine engine = client.createSSLEngine(HOST, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters(true));
    return engine;
  }

  SSLEngine serverEngine() {
    SSLEngine engine = server.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters(false));
    return engine;
  }

  /** How often a client has verified a certificate. */
  long verified() {
    return verified.get();
  }

  /** Forgets the sessions that clients could resume. */
  void forget() {
    SSLSessionContext sessions = client.getClientSessionContext();
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }

  /** Believes what the JDK's own does, and counts. */
  private final class Counting extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager own;

    Counting(X509ExtendedTrustManager own) {
      this.own = own;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      verified.incrementAndGet();
      own.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      verified.incrementAndGet();
      own.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      verified.incrementAndGet();
      own.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      own.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      own.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      own.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return own.getAcceptedIssuers();
    }
  }
}
