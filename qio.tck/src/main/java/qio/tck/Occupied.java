package qio.tck;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;
import qio.api.channel.WatchSource;

/** A watch whose callback has begun and does not return before the test lets it. */
final class Occupied implements AutoCloseable {

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private volatile boolean running;

  /** Written before anyone else sees this object. */
  private @Nullable WatchSource watch;

  private Occupied() {}

  static Occupied in(ChannelPair pair, Loop loop) throws Exception {
    var occupied = new Occupied();
    pair.writer().writeAll(Bytes.of("x"));
    occupied.watch =
        pair.reader()
            .addWatch(
                IoCondition.of(IoCondition.IN),
                (channel, ready) -> occupied.stay(),
                loop.context());
    Patience.await("the callback", occupied.begun);
    return occupied;
  }

  boolean stay() throws InterruptedException {
    running = true;
    begun.countDown();
    Patience.await("the test", letGo);
    running = false;
    return true;
  }

  WatchSource watch() {
    return java.util.Objects.requireNonNull(watch);
  }

  /** Does something and answers whether the callback is running just after. */
  boolean runsAfter(Job.Body work) throws Exception {
    work.run();
    return running;
  }

  /** Lets the callback return once the job is done, or has shown that it waits. */
  void letGoWhen(Job<?> job) {
    job.awaitDoneOrHeldUp();
    letGo.countDown();
  }

  @Override
  public void close() {
    letGo.countDown();
  }
}
