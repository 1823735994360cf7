package qio.spi.tls;

import javax.net.ssl.SSLException;

/**
 * The peer has ended the connection with an alert: it refuses us, or what it got. The message says
 * what it means by it and what to try.
 */
public final class PeerAlertException extends SSLException {

  private static final long serialVersionUID = 1L;

  /** What the peer sent. */
  private final TlsAlert alert;

  /**
   * Reports an alert.
   *
   * @param alert what the peer sent
   * @param message where, what, why, and what to try
   */
  PeerAlertException(TlsAlert alert, String message) {
    super(message);
    this.alert = alert;
  }

  /**
   * What the peer sent.
   *
   * @return the alert
   */
  public TlsAlert alert() {
    return alert;
  }
}
