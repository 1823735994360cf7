package qio.tests.contract;

import qio.api.channel.MessageChannel;
import qio.tck.DatagramContract;

/** UDP over IPv4 by system calls. */
final class UdpNativeContractTest implements DatagramContract {

  @Override
  public MessageChannel openBound() throws Exception {
    return Sockets.NATIVE.udp4();
  }

  @Override
  public MessageChannel connectTo(String address) throws Exception {
    return (MessageChannel) Sockets.NATIVE.connect(address);
  }
}
