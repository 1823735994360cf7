package qio.spi.process;

import org.junit.jupiter.api.DisplayName;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;

/** A child's channel keeps the contract of every channel, with the engine {@code nio}. */
@Rule("EXEC-1")
@DisplayName("ExecNio")
class PortableContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    return PairedChild.open(Engine.NIO);
  }
}
