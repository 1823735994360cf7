package qio.spi.tls;

/**
 * Decides whether a peer whose certificate is good is wanted; given with {@link
 * TlsOptions#AUTHORIZER}. The simple cases need no program: {@link TlsOptions#AUTHORIZE}.
 */
@FunctionalInterface
public interface PeerAuthorizer {

  /**
   * Decides on a peer, before a byte of data is handed out or sent. It is asked when the
   * certificate was verified, so that a peer which is not wanted gets an alert, and once more when
   * the handshake is done, which is the only time for a resumed session: so it may be asked twice
   * for a connection, and should answer alike.
   *
   * <p>Called on the handshake's own virtual thread, of many connections at once. It may wait; the
   * limit of the handshake holds. What it throws counts as a refusal.
   *
   * @param peer who it is
   * @return false to refuse the peer with a {@link PeerCertificateException} here, whose fault is
   *     {@link PeerCertificateException.Fault#UNAUTHORIZED}
   */
  boolean allows(TlsPeer peer);
}
