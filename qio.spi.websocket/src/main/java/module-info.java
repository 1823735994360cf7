/**
 * WebSocket (RFC 6455) over any channel.
 *
 * @provides qio.api.spi.LayerProvider the layer {@code ws}
 */
module qio.spi.websocket {
  requires transitive qio.api;
  requires jdk.jfr;
  requires static org.jspecify;

  exports qio.spi.websocket;

  provides qio.api.spi.LayerProvider with
      qio.spi.websocket.WsLayerProvider;
}
