package qio.tests.contract;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.InBlockingMode;
import qio.tck.Job;
import qio.tck.Rule;
import qio.tck.Setting;

/** A close that falls together with a thread going to sleep three layers down is not missed. */
final class LayerWakeTest {

  @Rule("CLOSE-6")
  @InBlockingMode
  void aCloseOfALayerReachesTheReaderHoweverItFalls(Setting setting) throws Exception {
    setting.run(
        () -> {
          for (int round = 0; round < 3000; round++) {
            MemoryPair pair = MemoryChannels.pair(16);
            try (QioChannel other = pair.second();
                QioChannel layers = new Broken(new Broken(new Broken(pair.first())))) {
              Job<Integer> read = setting.start(() -> layers.read(ByteBuffer.allocate(1)));
              for (int spin = round % 200; spin > 0; spin--) {
                Thread.onSpinWait();
              }
              layers.close();
              read.awaitFailure(ClosedChannelException.class);
            }
          }
        });
  }
}
