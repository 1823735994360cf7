package qio.tests.contract;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.tls.TlsPairs;

/** TLS over TCP. */
@Rule("TLS-1")
final class TlsOverTcpContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return TlsPairs.over(Sockets.NATIVE.pair(Sockets.tcp()));
  }
}
