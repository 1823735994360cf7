package qio.tests.contract;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.websocket.WsPairs;

/** WebSocket over TCP. */
@Rule("WS-1")
final class WsOverTcpContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return WsPairs.over(Sockets.NATIVE.pair(Sockets.tcp()));
  }
}
