package qio.tests.contract;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.fault.BlockingNowAndThenChannel;

/** A layer that says at random, every other time, that a transfer would block. */
final class BlockingNowAndThenContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(
        BlockingNowAndThenChannel.over(pair.first(), 50),
        BlockingNowAndThenChannel.over(pair.second(), 50));
  }
}
