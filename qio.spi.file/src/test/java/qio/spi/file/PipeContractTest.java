package qio.spi.file;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;

/** A pipe keeps the contract of every channel. */
@Rule("FILE-6")
class PipeContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    PipeChannels pipe = PipeChannels.open();
    return ChannelPair.oneWay(pipe.writer(), pipe.reader());
  }
}
