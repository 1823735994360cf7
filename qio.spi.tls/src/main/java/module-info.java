/**
 * TLS over any channel, with the engines of the Java runtime.
 *
 * @provides qio.api.spi.LayerProvider the layer {@code tls}
 */
module qio.spi.tls {
  requires transitive qio.api;
  requires jdk.jfr;
  requires static org.jspecify;

  exports qio.spi.tls;

  provides qio.api.spi.LayerProvider with
      qio.spi.tls.TlsLayerProvider;
}
