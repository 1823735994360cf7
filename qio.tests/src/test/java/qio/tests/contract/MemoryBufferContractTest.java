package qio.tests.contract;

import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.tck.SeekContract;

/** The buffer in memory. */
final class MemoryBufferContractTest implements SeekContract {

  @Override
  public QioChannel openSeekable() {
    return MemoryChannels.buffer();
  }
}
