package qio.tests.tls;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;

/** TLS over a pair in memory. */
final class TlsOverMemoryContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    return TlsPairs.over(ChannelPair.twoWay(pair.first(), pair.second()));
  }
}
