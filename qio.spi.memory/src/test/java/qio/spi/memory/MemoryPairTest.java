package qio.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.api.channel.IoCondition.ERR;
import static qio.api.channel.IoCondition.HUP;
import static qio.api.channel.IoCondition.IN;
import static qio.api.channel.IoCondition.OUT;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.tck.Bytes;
import qio.tck.Rule;

/** What is particular to a pair: its window, and the conditions that its end brings. */
final class MemoryPairTest {

  private final MemoryPair pair = MemoryChannels.pair(100);
  private final QioChannel near = pair.first();
  private final QioChannel far = pair.second();

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  /** What a watch for everything is told now; empty if it is not called. */
  private static Set<IoCondition> conditions(QioChannel channel) throws IOException {
    AtomicReference<Set<IoCondition>> told = new AtomicReference<>(IoCondition.of());
    try (AioContext loop = AioContext.open("conditions")) {
      channel.addWatch(
          IoCondition.of(IoCondition.values()),
          (ignored, ready) -> {
            told.set(ready);
            return false;
          },
          loop);
      loop.poll(false);
    }
    return told.get();
  }

  @Rule("MEM-1")
  @Test
  void eachDirectionHoldsAWindowOfItsOwn() throws IOException {
    assertEquals(100, Bytes.fillUp(near));
    assertEquals(100, Bytes.fillUp(far));
    near.close();
    assertEquals(100, Bytes.drain(far, 0));
  }

  @Rule("MEM-7")
  @Test
  void conditionsFollowTheLifeOfBothDirections() throws IOException {
    assertEquals(IoCondition.of(OUT), conditions(near));
    far.writeAll(Bytes.of("x"));
    assertEquals(IoCondition.of(IN, OUT), conditions(near));
    Bytes.fillUp(near);
    assertEquals(IoCondition.of(IN), conditions(near));
    far.shutdown(ShutdownMode.WRITE);
    assertEquals(IoCondition.of(IN), conditions(near), "one direction has ended, one has not");
    near.shutdown(ShutdownMode.WRITE);
    assertEquals(IoCondition.of(IN, OUT, HUP), conditions(near), "both have ended");
    assertEquals(IoCondition.of(IN, OUT, HUP), conditions(far));
  }

  @Rule("MEM-7")
  @Test
  void anErrorWaitsForTheWriterWhenTheOtherEndIsGone() throws IOException {
    far.close();
    assertEquals(IoCondition.of(IN, OUT, HUP, ERR), conditions(near));
    assertThrows(IOException.class, () -> near.writeAll(Bytes.of("x")));
    near.shutdown(ShutdownMode.WRITE);
    assertEquals(IoCondition.of(IN, OUT, HUP), conditions(near), "no write is to come");
  }

  @Rule("MEM-12")
  @Test
  void whatTheClosedEndHadWrittenIsReadFirst() throws IOException {
    far.writeAll(Bytes.stream(0, 40));
    far.close();
    assertEquals(40, Bytes.drain(near, 0));
  }

  @Rule("MEM-12")
  @Test
  void shutdownOfReadingTellsTheWriterAtTheOtherEnd() throws IOException {
    near.writeAll(Bytes.of("unread"));
    far.shutdown(ShutdownMode.READ);
    IOException broken = assertThrows(IOException.class, () -> near.write(Bytes.of("x")));
    assertTrue(broken.getMessage().contains(near.address()), broken::getMessage);
    assertTrue(broken.getMessage().contains("broken pipe"), broken::getMessage);
  }

  @Test
  void endsCanBeToldApartAndOfferWhatTheyCan() {
    assertNotEquals(near.address(), far.address());
    assertEquals(
        Set.of(ChannelFeature.SHUTDOWN, ChannelFeature.READ_MSG_PEEK, ChannelFeature.CONCURRENT_IO),
        near.features());
    assertFalse(near.descriptor().isPresent());
  }

  @Test
  void aWindowHoldsAByteAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> MemoryChannels.pair(0));
  }
}
