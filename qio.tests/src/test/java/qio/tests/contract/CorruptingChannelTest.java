package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.Bytes;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.Rule;
import qio.tck.fault.CorruptingChannel;

/** The layer that flips a bit: a channel like others but for that one byte. */
@Rule("KIT-1")
final class CorruptingChannelTest implements ChannelContract {

  @Override
  public ChannelPair openPair() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(
        new CorruptingChannel(pair.first(), Long.MAX_VALUE, 0),
        new CorruptingChannel(pair.second(), Long.MAX_VALUE, 0));
  }

  @Test
  void oneBitOfOneByteIsFlipped() throws Exception {
    for (int at = 0; at < 6; at++) {
      MemoryPair pair = MemoryChannels.pair();
      try (QioChannel writer = pair.first();
          QioChannel reader = new CorruptingChannel(pair.second(), at, 1)) {
        writer.writeAll(Bytes.of("aaaaaa"));
        ByteBuffer head = ByteBuffer.allocate(2);
        ByteBuffer tail = ByteBuffer.allocate(4);
        reader.readAll(head);
        reader.readAll(tail);
        assertEquals(
            "a".repeat(at) + "c" + "a".repeat(5 - at), Bytes.text(head) + Bytes.text(tail));
      }
    }
  }

  @Test
  void aBitThatIsNoneIsRefused() throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    try (QioChannel first = pair.first();
        QioChannel second = pair.second()) {
      assertThrows(IllegalArgumentException.class, () -> new CorruptingChannel(first, 0, 8));
      assertThrows(IllegalArgumentException.class, () -> new CorruptingChannel(second, -1, 0));
    }
  }
}
