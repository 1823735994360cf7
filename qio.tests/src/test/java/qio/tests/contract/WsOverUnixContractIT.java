package qio.tests.contract;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.websocket.WsPairs;

/** WebSocket over UNIX sockets of the portable engine. */
@Rule("WS-1")
final class WsOverUnixContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return WsPairs.over(Sockets.NIO.pair(Sockets.unix()));
  }
}
