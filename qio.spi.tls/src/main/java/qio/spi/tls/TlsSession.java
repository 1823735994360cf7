package qio.spi.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake of a connection has agreed on, as the channel tells it once the handshake is
 * done:
 *
 * <pre>
 *   channel.facts(TlsSession.class).flatMap(TlsSession::applicationProtocol)
 * </pre>
 *
 * Holds no key. Never changes, so that any thread may use it, after the channel is closed too.
 */
public final class TlsSession {

  private final String protocol;
  private final String cipherSuite;
  private final @Nullable String applicationProtocol;
  private final @Nullable String serverName;
  private final List<X509Certificate> peerCertificates;
  private final List<X509Certificate> localCertificates;
  private final boolean resumed;

  private TlsSession(SSLEngine engine, SSLSession session, boolean resumed) {
    protocol = session.getProtocol();
    cipherSuite = session.getCipherSuite();
    applicationProtocol = applicationProtocol(engine);
    serverName = serverName(session);
    peerCertificates = peerCertificates(session);
    localCertificates = x509(session.getLocalCertificates());
    this.resumed = resumed;
  }

  /**
   * Asks an engine whose handshake is done.
   *
   * @param resumed whether an earlier session was resumed, which no engine tells
   */
  static TlsSession of(SSLEngine engine, boolean resumed) {
    return new TlsSession(engine, engine.getSession(), resumed);
  }

  private static @Nullable String applicationProtocol(SSLEngine engine) {
    try {
      String agreed = engine.getApplicationProtocol();
      return agreed == null || agreed.isEmpty() ? null : agreed;
    } catch (UnsupportedOperationException e) {
      return null; // an engine that knows no such protocols has agreed on none
    }
  }

  private static @Nullable String serverName(SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return null;
    }
    try {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    } catch (UnsupportedOperationException e) {
      return null; // an engine that knows no such names has got none
    }
    return null;
  }

  private static List<X509Certificate> peerCertificates(SSLSession session) {
    try {
      return x509(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // the peer has shown none
    }
  }

  private static List<X509Certificate> x509(Certificate @Nullable [] chain) {
    if (chain == null) {
      return List.of();
    }
    List<X509Certificate> found = new ArrayList<>(chain.length);
    for (Certificate certificate : chain) {
      if (certificate instanceof X509Certificate x509) {
        found.add(x509);
      }
    }
    return List.copyOf(found);
  }

  /**
   * The version of the protocol.
   *
   * @return its name in Java's spelling, {@code TLSv1.3} for instance
   */
  public String protocol() {
    return protocol;
  }

  /**
   * How data are encrypted.
   *
   * @return the suite's name as registered, {@code TLS_AES_128_GCM_SHA256} for instance
   */
  public String cipherSuite() {
    return cipherSuite;
  }

  /**
   * The protocol that both sides chose to speak inside, out of the option {@code alpn}.
   *
   * @return its name; empty if a side has offered none
   */
  public Optional<String> applicationProtocol() {
    return Optional.ofNullable(applicationProtocol);
  }

  /**
   * The name that the client has asked for: by it a server with several names knows which of them
   * is meant. A client tells nothing about who it is with it, and may have asked for anything.
   *
   * @return the name; empty if the client has sent none
   */
  public Optional<String> serverName() {
    return Optional.ofNullable(serverName);
  }

  /**
   * The certificates that the peer has shown, its own first. They were verified, unless {@code
   * verify=off} has said not to. Of a resumed session they are those of the handshake that has made
   * it.
   *
   * @return the certificates; empty if the peer has shown none
   */
  public List<X509Certificate> peerCertificates() {
    return peerCertificates;
  }

  /**
   * The certificates that this side has shown, its own first. Of a resumed session they are those
   * of the handshake that has made it, as far as the engine remembers.
   *
   * @return the certificates; empty if this side has shown none
   */
  public List<X509Certificate> localCertificates() {
    return localCertificates;
  }

  /**
   * Whether the handshake was a short one, which took up the keys of an earlier connection and
   * showed no certificates again. Read from what the server has sent, so it holds for every engine,
   * and both sides tell the same. A key that two sides share from elsewhere, which some engines can
   * use in TLS 1.3, counts as an earlier session.
   *
   * @return true if an earlier session was resumed
   */
  public boolean isResumed() {
    return resumed;
  }

  /**
   * Says for logs what was agreed on: version, suite, application protocol, and whether it was
   * resumed; nothing of who the peer is.
   *
   * @return a line of text, whose form may change
   */
  @Override
  public String toString() {
    String inside = applicationProtocol == null ? "" : " " + applicationProtocol;
    return protocol + " " + cipherSuite + inside + (resumed ? " (resumed)" : "");
  }
}
