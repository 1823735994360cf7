/**
 * The contract of a byte stream, the event loop, what providers implement, and the front door
 * through which hosts reach them. Pure Java; needs no native access.
 *
 * @uses qio.api.spi.ChannelProvider transports, found where a host runs on the module path
 * @uses qio.api.spi.LayerProvider layers
 * @uses qio.api.aio.PollerProvider pollers other than the portable one
 */
module qio.api {
  requires static org.jspecify;
  requires jdk.jfr;

  exports qio.api;
  exports qio.api.aio;
  exports qio.api.channel;
  exports qio.api.layer;
  exports qio.api.spi;

  uses qio.api.aio.PollerProvider;
  uses qio.api.spi.ChannelProvider;
  uses qio.api.spi.LayerProvider;
}
