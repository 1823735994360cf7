package qio.tests.contract;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tests.tls.TlsPairs;

/** TLS over UNIX sockets of the portable engine. */
@Rule("TLS-1")
final class TlsOverUnixContractIT implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return TlsPairs.over(Sockets.NIO.pair(Sockets.unix()));
  }
}
