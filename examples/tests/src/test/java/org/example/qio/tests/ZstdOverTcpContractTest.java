package org.example.qio.tests;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;

/** The whole contract, over tcp. */
final class ZstdOverTcpContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return Pairs.zstd(Pairs.tcp());
  }
}
