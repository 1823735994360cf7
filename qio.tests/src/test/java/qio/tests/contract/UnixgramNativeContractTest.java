package qio.tests.contract;

import qio.api.channel.MessageChannel;
import qio.tck.DatagramContract;

/** Datagrams of UNIX sockets by system calls. */
final class UnixgramNativeContractTest implements DatagramContract {

  @Override
  public MessageChannel openBound() throws Exception {
    return Sockets.NATIVE.unixgram();
  }

  @Override
  public MessageChannel connectTo(String address) throws Exception {
    return (MessageChannel) Sockets.NATIVE.connect(address);
  }
}
