package qio.spi.file;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;

/** A pipe keeps the contract of every channel. */
class PipeContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    PipeChannels pipe = PipeChannels.open();
    return ChannelPair.oneWay(pipe.writer(), pipe.reader());
  }
}
