/** Stream sockets, {@code tcp} and {@code unix}, on two engines. */
module qio.spi.socket {
  requires qio.api;
  requires qio.posix;
  requires static org.jspecify;

  provides qio.api.spi.ChannelProvider with
      qio.spi.socket.SocketProvider;
}
