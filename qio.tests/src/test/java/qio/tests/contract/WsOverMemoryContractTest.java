package qio.tests.contract;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.websocket.WsPairs;

/** WebSocket over a pair in memory. */
@Rule("WS-1")
final class WsOverMemoryContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    return WsPairs.over(ChannelPair.twoWay(pair.first(), pair.second()));
  }
}
