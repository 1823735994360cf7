package qio.tests.contract;

import java.util.concurrent.ThreadLocalRandom;
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
    long seed = ThreadLocalRandom.current().nextLong();
    return ChannelPair.twoWay(
        new BlockingNowAndThenChannel(pair.first(), seed, 50),
        new BlockingNowAndThenChannel(pair.second(), seed + 1, 50));
  }
}
