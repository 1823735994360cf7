package qio.tests.contract;

import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.ListenerContract;

/** TCP sockets of the portable engine. */
final class TcpNioContractTest implements ChannelContract, ListenerContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return Sockets.NIO.pair(Sockets.tcp());
  }

  @Override
  public QioListener openListener() throws Exception {
    return Sockets.NIO.listen(Sockets.tcp());
  }

  @Override
  public QioChannel connectTo(String address) throws Exception {
    return Sockets.NIO.connect(address);
  }
}
