/** A client of network block devices (NBD), written on QIO as an outsider would. */
module qio.example.nbd {
  requires transitive qio.api;

  exports qio.example.nbd;
}
