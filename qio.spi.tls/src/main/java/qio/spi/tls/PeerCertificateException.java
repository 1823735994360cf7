package qio.spi.tls;

import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The peer's certificate was refused here, or it showed none though one is needed. Thrown by
 * whatever needs the handshake: the message says what is wrong with it and what to try, {@link
 * #fault()} says it to a program.
 */
public final class PeerCertificateException extends SSLPeerUnverifiedException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a peer's certificate. */
  public enum Fault {
    /** It, or one that vouches for it, is past its last day. */
    EXPIRED,
    /** It, or one that vouches for it, is before its first day. */
    NOT_YET_VALID,
    /** Nobody who is trusted here has signed it; or the peer left out who stands between. */
    UNTRUSTED,
    /** It vouches for itself, and is not trusted as itself. */
    SELF_SIGNED,
    /** One in the chain was not signed by the next, or the next may not sign certificates. */
    BROKEN_CHAIN,
    /** It is for other names than the one that was to be reached. */
    WRONG_NAME,
    /** It may not be used by a server, or by a client, or not in TLS. */
    WRONG_USAGE,
    /** A key or a signature of the chain is weaker than the Java runtime allows. */
    TOO_WEAK,
    /** It, or one that vouches for it, is revoked. */
    REVOKED,
    /** Nobody could say whether it is revoked, and that must be known here. */
    REVOCATION_UNKNOWN,
    /** It is good, but its owner is not allowed here. */
    UNAUTHORIZED,
    /** There is none, and one is needed. */
    MISSING,
    /** Anything else; the message and the cause say what. */
    OTHER
  }

  /** What is wrong with it. */
  private final Fault fault;

  /**
   * Reports a certificate.
   *
   * @param fault what is wrong with it
   * @param message where, what, why, and what to try
   */
  PeerCertificateException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /**
   * What is wrong with the certificate.
   *
   * @return the fault that was found first
   */
  public Fault fault() {
    return fault;
  }
}
