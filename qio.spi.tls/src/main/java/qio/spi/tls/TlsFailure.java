package qio.spi.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;
import qio.api.layer.LayerFailure;

/**
 * Why a connection is of no more use. It is kept, and every call from then on fails in the same
 * way, with an exception of its own: one that was thrown already belongs to whoever caught it.
 *
 * @param kind which exception
 * @param message where, what, why, and what to try
 * @param cause what happened underneath
 * @param fault what is wrong with the peer's certificate; null unless it is that
 * @param alert what the peer sent; null unless it is that
 */
record TlsFailure(
    Kind kind,
    String message,
    @Nullable Throwable cause,
    PeerCertificateException.@Nullable Fault fault,
    @Nullable TlsAlert alert)
    implements LayerFailure {

  TlsFailure(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null, null);
  }

  static TlsFailure ofCertificate(
      String message, Throwable cause, PeerCertificateException.Fault fault) {
    return new TlsFailure(Kind.CERTIFICATE, message, cause, fault, null);
  }

  static TlsFailure ofAlert(String message, Throwable cause, TlsAlert alert) {
    return new TlsFailure(Kind.ALERT, message, cause, null, alert);
  }

  /** Which exception tells it. */
  enum Kind {
    /** The two sides did not agree, or one refused the other. */
    HANDSHAKE,
    /** The peer was too slow. */
    TIMEOUT,
    /** The peer's certificate is bad, or missing. */
    CERTIFICATE,
    /** The peer sent an alert. */
    ALERT,
    /** The peer is not who it should be, as an engine tells it. */
    UNVERIFIED,
    /** The peer does not keep to the protocol. */
    PROTOCOL,
    /** A key is not usable. */
    KEY,
    /** Anything else of TLS. */
    TLS,
    /** The channel was closed. */
    CLOSED,
    /** A time limit of the channel below. */
    LATE_BELOW,
    /** The channel below failed. */
    BELOW
  }

  @Override
  public IOException exception() {
    IOException made =
        switch (kind) {
          case HANDSHAKE -> new SSLHandshakeException(message);
          case TIMEOUT -> new HandshakeTimeoutException(message);
          case CERTIFICATE ->
              new PeerCertificateException(
                  Objects.requireNonNullElse(fault, PeerCertificateException.Fault.OTHER), message);
          case ALERT ->
              new PeerAlertException(
                  Objects.requireNonNullElse(alert, TlsAlert.UNASSIGNED), message);
          case UNVERIFIED -> new SSLPeerUnverifiedException(message);
          case PROTOCOL -> new SSLProtocolException(message);
          case KEY -> new SSLKeyException(message);
          case TLS -> new SSLException(message);
          case CLOSED -> new ClosedInHandshake(message);
          case LATE_BELOW -> new SocketTimeoutException(message);
          case BELOW -> new IOException(message);
        };
    if (cause != null) {
      made.initCause(cause);
    }
    return made;
  }

  /** The JDK's exception for this has no room for a message. */
  private static final class ClosedInHandshake extends AsynchronousCloseException {

    private static final long serialVersionUID = 1L;

    private final String message;

    ClosedInHandshake(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
