/**
 * Files, standard streams, pipes and devices as channels: the schemes {@code file} and {@code
 * stdio}.
 *
 * @provides qio.api.spi.ChannelProvider the provider {@code file}
 */
module qio.spi.file {
  requires transitive qio.api;
  requires qio.posix;
  requires static org.jspecify;

  exports qio.spi.file;

  provides qio.api.spi.ChannelProvider with
      qio.spi.file.FileProvider;
}
