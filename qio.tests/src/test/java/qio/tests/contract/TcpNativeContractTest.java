package qio.tests.contract;

import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.ListenerContract;

/** TCP sockets of the native engine. */
final class TcpNativeContractTest implements ChannelContract, ListenerContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return Sockets.NATIVE.pair(Sockets.tcp());
  }

  @Override
  public QioListener openListener() throws Exception {
    return Sockets.NATIVE.listen(Sockets.tcp());
  }

  @Override
  public QioChannel connectTo(String address) throws Exception {
    return Sockets.NATIVE.connect(address);
  }
}
