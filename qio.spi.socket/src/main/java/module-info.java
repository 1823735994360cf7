/**
 * Sockets on two engines: streams ({@code tcp}, {@code unix}, {@code vsock}) and messages ({@code
 * udp}, {@code unixgram}).
 */
module qio.spi.socket {
  requires qio.api;
  requires qio.posix;
  requires static org.jspecify;

  provides qio.api.spi.ChannelProvider with
      qio.spi.socket.SocketProvider;
}
