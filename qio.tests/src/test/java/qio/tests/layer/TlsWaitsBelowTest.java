package qio.tests.layer;

import java.io.IOException;
import qio.tck.ChannelPair;
import qio.tests.tls.TlsPairs;

/** A reader of TLS waits inside the call of the socket below. */
final class TlsWaitsBelowTest extends WaitingBelow {

  @Override
  ChannelPair over(ChannelPair below) throws IOException {
    return TlsPairs.over(below);
  }

  @Override
  String prefix() {
    return "tls+";
  }
}
