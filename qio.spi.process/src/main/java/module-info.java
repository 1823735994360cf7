/**
 * A child process as a channel: the scheme {@code exec}.
 *
 * @provides qio.api.spi.ChannelProvider the provider {@code exec}
 */
module qio.spi.process {
  requires transitive qio.api;
  requires qio.posix;
  requires static org.jspecify;

  exports qio.spi.process;

  provides qio.api.spi.ChannelProvider with
      qio.spi.process.ExecProvider;
}
