package qio.tests.contract;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.tls.TlsPairs;
import qio.tests.websocket.WsPairs;

/** TLS over WebSocket over a pair in memory. */
@Rule("WS-25")
final class TlsOverWsContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    return TlsPairs.over(WsPairs.over(ChannelPair.twoWay(pair.first(), pair.second())));
  }
}
