package qio.tests.contract;

import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.ListenerContract;

/** UNIX sockets of the native engine. */
final class UnixNativeContractTest implements ChannelContract, ListenerContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return Sockets.NATIVE.pair(Sockets.unix());
  }

  @Override
  public QioListener openListener() throws Exception {
    return Sockets.NATIVE.listen(Sockets.unix());
  }

  @Override
  public QioChannel connectTo(String address) throws Exception {
    return Sockets.NATIVE.connect(address);
  }
}
