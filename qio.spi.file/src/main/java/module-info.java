/** The file provider. */
module qio.spi.file {
  requires qio.api;
  requires qio.posix;
  requires static org.jspecify;
}
