package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.Bytes;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.InEverySetting;
import qio.tck.InNonBlockingMode;
import qio.tck.Job;
import qio.tck.Patience;
import qio.tck.Rule;
import qio.tck.Setting;
import qio.tck.fault.StallingChannel;

/** The layer that stalls: a channel like others before and after, and nothing moves in between. */
@Rule("KIT-1")
final class StallingChannelTest implements ChannelContract {

  @Override
  public ChannelPair openPair() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(
        new StallingChannel(pair.first(), Long.MAX_VALUE, Long.MAX_VALUE),
        new StallingChannel(pair.second(), Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @InEverySetting
  void readingStallsAtTheByteAndGoesOnAfterwards(Setting setting) throws Exception {
    setting.run(
        () -> {
          MemoryPair pair = MemoryChannels.pair();
          try (QioChannel writer = pair.first();
              StallingChannel reader = new StallingChannel(pair.second(), 3, Long.MAX_VALUE)) {
            setting.applyTo(reader);
            writer.writeAll(Bytes.of("abcdef"));
            ByteBuffer dst = ByteBuffer.allocate(6);
            Job<Boolean> read = setting.start(() -> reader.readAllEof(dst));
            Patience.await(() -> "no stall", reader::isStalled);
            read.awaitAsleep();
            assertEquals("abc", Bytes.text(dst));
            reader.resume();
            assertTrue(read.await());
            assertEquals("abcdef", Bytes.text(dst));
          }
        });
  }

  @InEverySetting
  void aStalledReaderCanBeClosedAndTimed(Setting setting) throws Exception {
    setting.run(
        () -> {
          MemoryPair pair = MemoryChannels.pair();
          try (QioChannel writer = pair.first();
              StallingChannel reader = new StallingChannel(pair.second(), 0, 0)) {
            setting.applyTo(reader);
            writer.writeAll(Bytes.of("abc"));
            assertFalse(reader.await(IoCondition.IN, Duration.ofMillis(20)));
            Job<Boolean> read = setting.start(() -> reader.readAllEof(ByteBuffer.allocate(1)));
            read.awaitAsleep();
            reader.close();
            read.awaitFailure(AsynchronousCloseException.class);
          }
        });
  }

  @InNonBlockingMode
  void aStalledDirectionIsNotToldAndTheOtherIs(Setting setting) throws Exception {
    setting.run(
        () -> {
          MemoryPair pair = MemoryChannels.pair();
          try (QioChannel writer = pair.first();
              StallingChannel reader = new StallingChannel(pair.second(), 0, Long.MAX_VALUE);
              AioContext loop = AioContext.open("stall").start()) {
            AtomicInteger in = new AtomicInteger();
            AtomicInteger out = new AtomicInteger();
            reader.addWatch(
                IoCondition.of(IoCondition.IN, IoCondition.OUT),
                (channel, ready) -> {
                  (ready.contains(IoCondition.IN) ? in : out).incrementAndGet();
                  return true;
                },
                loop);
            writer.writeAll(Bytes.of("x"));
            Patience.await(() -> "never told of room", () -> out.get() > 3);
            assertEquals(0, in.get());
            reader.resume();
            Patience.await(() -> "never told of input", () -> in.get() > 3);
          }
        });
  }
}
