/**
 * Channels in memory: a pair of ends in one process, a buffer with a position, and null. The
 * reference implementation of the contract.
 */
module qio.spi.memory {
  requires transitive qio.api;
  requires static org.jspecify;

  exports qio.spi.memory;

  provides qio.api.spi.ChannelProvider with
      qio.spi.memory.MemoryProvider;
}
