package qio.tests.contract;

import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tck.fault.BlockingNowAndThenChannel;
import qio.tck.fault.ChunkingChannel;
import qio.tests.websocket.WsPairs;

/** WebSocket over a pair that moves a byte at a time, and says at random that it would block. */
@Rule("WS-1")
final class WsOverFaultyContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    return WsPairs.over(ChannelPair.twoWay(faulty(pair.first()), faulty(pair.second())));
  }

  private static QioChannel faulty(QioChannel below) {
    return new ChunkingChannel(BlockingNowAndThenChannel.over(below, 20), new Trickle());
  }
}
