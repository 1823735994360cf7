package qio.tests.layer;

import java.io.IOException;
import qio.tck.ChannelPair;
import qio.tests.websocket.WsPairs;

/** A reader of WebSocket waits inside the call of the socket below. */
final class WsWaitsBelowTest extends WaitingBelow {

  @Override
  ChannelPair over(ChannelPair below) throws IOException {
    return WsPairs.over(below);
  }

  @Override
  String prefix() {
    return "ws+";
  }
}
