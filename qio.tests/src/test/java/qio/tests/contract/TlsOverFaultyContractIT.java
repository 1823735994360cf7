package qio.tests.contract;

import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tck.fault.BlockingNowAndThenChannel;
import qio.tck.fault.ChunkingChannel;
import qio.tests.tls.TlsPairs;

/** TLS over a pair that moves a byte at a time, and says at random that it would block. */
@Rule("TLS-1")
final class TlsOverFaultyContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    return TlsPairs.over(ChannelPair.twoWay(faulty(pair.first()), faulty(pair.second())));
  }

  private static QioChannel faulty(QioChannel below) {
    return new ChunkingChannel(BlockingNowAndThenChannel.over(below, 20), new Trickle());
  }
}
