package qio.tests.contract;

import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.ListenerContract;

/** UNIX sockets of the portable engine. */
final class UnixNioContractTest implements ChannelContract, ListenerContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return Sockets.NIO.pair(Sockets.unix());
  }

  @Override
  public QioListener openListener() throws Exception {
    return Sockets.NIO.listen(Sockets.unix());
  }

  @Override
  public QioChannel connectTo(String address) throws Exception {
    return Sockets.NIO.connect(address);
  }
}
