package qio.spi.process;

import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;

/** A child's channel keeps the contract of every channel, with the engine {@code native}. */
@Rule("EXEC-1")
class NativeContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return PairedChild.open(Engine.NATIVE);
  }
}
