package qio.tests.contract;

import qio.api.channel.MessageChannel;
import qio.tck.DatagramContract;

/** UDP over IPv4 of the portable engine. */
final class UdpNioContractTest implements DatagramContract {

  @Override
  public MessageChannel openBound() throws Exception {
    return Sockets.NIO.udp4();
  }

  @Override
  public MessageChannel connectTo(String address) throws Exception {
    return (MessageChannel) Sockets.NIO.connect(address);
  }
}
