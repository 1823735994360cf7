package qio.spi.tls;

/**
 * Whether a server asks its clients for a certificate. Values of the option {@code client-auth}.
 */
public enum ClientAuth {
  /** It does not ask; the default. */
  NONE,
  /** It asks; a client may have none, but one that is given must be good. */
  WANT,
  /** It asks, and refuses clients without a good one. */
  NEED
}
