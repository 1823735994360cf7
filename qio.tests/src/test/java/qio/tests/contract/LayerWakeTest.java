package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;
import qio.tck.InEverySetting;
import qio.tck.Job;
import qio.tck.Patience;
import qio.tck.Rule;
import qio.tck.Setting;

/**
 * A thread that goes to sleep in a layer has to go to sleep in the channel below as well, and may
 * be woken in between. That wake must not be lost, with any number of layers.
 */
@Rule("CLOSE-6")
final class LayerWakeTest {

  /**
   * Nothing ever comes; waits as the contract's own class does it, which keeps no wake for later.
   */
  private static final class Silent extends QioChannel {

    Silent() {
      super("silent:");
    }

    @Override
    protected long ioReadv(
        ByteBuffer[] dsts,
        int offset,
        int length,
        @Nullable DescriptorList received,
        Set<ReadFlag> flags) {
      return WOULD_BLOCK;
    }

    @Override
    protected long ioWritev(
        ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags) {
      return WOULD_BLOCK;
    }

    @Override
    protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
      return new SignalledWatch(this, conditions, () -> Readiness.NONE);
    }

    @Override
    protected void ioSetBlocking(boolean blocking) {}

    @Override
    protected void ioClose() {}
  }

  /** Holds a thread that is about to sleep below until it was woken here. */
  private static final class Hesitating extends Broken {

    private final CountDownLatch aboutToSleep = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(1);

    Hesitating(QioChannel below) {
      super(below);
    }

    @Override
    protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
      aboutToSleep.countDown();
      try {
        Patience.await("the wake", woken);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return super.ioAwait(condition, timeoutNanos);
    }

    @Override
    protected void ioWake(IoCondition condition) {
      super.ioWake(condition);
      woken.countDown();
    }
  }

  @InEverySetting
  void aCloseThatComesBeforeTheSleepBelowIsNotMissed(Setting setting) throws Exception {
    setting.run(
        () -> {
          Hesitating layer = new Hesitating(new Broken(new Broken(new Silent())));
          setting.applyTo(layer);
          Job<Boolean> read = setting.start(() -> layer.readAllEof(ByteBuffer.allocate(1)));
          Patience.await("the reader", layer.aboutToSleep);
          layer.close();
          read.awaitFailure(AsynchronousCloseException.class);
        });
  }

  @InEverySetting
  void aWakeReadThatComesBeforeTheSleepBelowIsNotMissed(Setting setting) throws Exception {
    setting.run(
        () -> {
          try (Hesitating layer = new Hesitating(new Broken(new Broken(new Silent())))) {
            Job<Boolean> wait =
                setting.start(() -> layer.await(IoCondition.IN, Patience.limit().multipliedBy(2)));
            Patience.await("the reader", layer.aboutToSleep);
            layer.wakeRead();
            assertTrue(wait.await());
          }
        });
  }
}
