package qio.spi.tls;

/**
 * What a client does with the answer of an authority's OCSP responder that a server has stapled to
 * its certificate, to show that it is not revoked. Values of the option {@code stapled}.
 */
public enum StapledCheck {
  /** It is not looked at. */
  OFF,
  /** If there is one, it must be valid and say that all is well; the default. */
  CHECK,
  /** There must be one. */
  REQUIRE
}
