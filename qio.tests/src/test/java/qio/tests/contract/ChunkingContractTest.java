package qio.tests.contract;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.fault.ChunkingChannel;

/** A layer that moves seven bytes at a time, in either direction. */
final class ChunkingContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(
        new ChunkingChannel(pair.first(), 7), new ChunkingChannel(pair.second(), 7));
  }
}
