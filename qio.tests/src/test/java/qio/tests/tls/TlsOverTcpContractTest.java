package qio.tests.tls;

import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;

/** TLS over TCP. */
final class TlsOverTcpContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
      QioChannel client = Qio.connect(listener.localAddress());
      return TlsPairs.over(ChannelPair.twoWay(client, listener.accept()));
    }
  }
}
