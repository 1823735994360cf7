package qio.tests.contract;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.ListenerContract;
import qio.tests.socket.VsockLoopback;

/** Virtual machine sockets, where the kernel has a loopback for them; build/vsock-guest has one. */
final class VsockContractTest implements ChannelContract, ListenerContract {

  @BeforeAll
  static void assumeLoopback() {
    Assumptions.assumeTrue(VsockLoopback.exists(), VsockLoopback.MISSING);
  }

  @Override
  public ChannelPair openPair() throws Exception {
    return Sockets.NATIVE.pair(Sockets.vsock());
  }

  @Override
  public QioListener openListener() throws Exception {
    return Sockets.NATIVE.listen(Sockets.vsock());
  }

  @Override
  public QioChannel connectTo(String address) throws Exception {
    return Sockets.NATIVE.connect(address);
  }
}
