package qio.tests.contract;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;

/** The pair in memory, on which every rule is tried first. */
final class MemoryPairContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(pair.first(), pair.second());
  }
}
