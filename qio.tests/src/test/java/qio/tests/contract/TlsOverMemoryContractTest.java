package qio.tests.contract;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.tls.TlsPairs;

/** TLS over a pair in memory. */
@Rule("TLS-1")
final class TlsOverMemoryContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    return TlsPairs.over(ChannelPair.twoWay(pair.first(), pair.second()));
  }
}
