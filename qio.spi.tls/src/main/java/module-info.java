/** The tls provider. */
module qio.spi.tls {
  requires qio.api;
  requires static org.jspecify;
}
