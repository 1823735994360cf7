package qio.tests.contract;

import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.tls.TlsPairs;
import qio.tests.websocket.WsPairs;

/** WebSocket over TLS over a pair in memory: what {@code wss} is. */
@Rule("WS-25")
final class WsOverTlsContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    return WsPairs.over(TlsPairs.over(ChannelPair.twoWay(pair.first(), pair.second())));
  }
}
