package qio.spi.tls;

/**
 * What becomes of a certificate of which the lists of revoked ones cannot say whether it is among
 * them. Values of the option {@code revocation}.
 */
public enum RevocationCheck {
  /** It is accepted. */
  SOFT,
  /** It is refused; the default. */
  HARD
}
