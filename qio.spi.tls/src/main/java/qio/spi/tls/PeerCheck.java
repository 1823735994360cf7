package qio.spi.tls;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** Decides after the handshake, and before the first byte of data, whether the peer is wanted. */
@FunctionalInterface
interface PeerCheck {

  /** Wants everybody who came through the handshake. */
  PeerCheck NONE = session -> {};

  /** Fails if the peer is not wanted. */
  void check(SSLSession session) throws SSLException;
}
