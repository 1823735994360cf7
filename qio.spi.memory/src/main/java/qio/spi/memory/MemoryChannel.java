package qio.spi.memory;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Readiness;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchHandlers;
import qio.api.channel.WatchSource;

/**
 * What all channels in memory have in common: they wait for each other by parking, and no loop is
 * needed for that.
 */
abstract class MemoryChannel extends QioChannel {

  /**
   * Hang-ups and errors are told to those who wait for input, unless they wait for output alone.
   */
  private static final int INPUT_SIDE = Readiness.ALL & ~Readiness.WRITE;

  private final WatchHandlers handlers = new WatchHandlers(this);

  MemoryChannel(String address) {
    super(address);
  }

  /** What is ready now, in bits of {@link Readiness}. From any thread; does not block. */
  abstract int readyNow();

  /** Those who wait for input, for hang-ups and for errors. */
  abstract Waiters inputWaiters();

  /** Those who wait for room. */
  abstract Waiters outputWaiters();

  private Waiters waiters(IoCondition condition) {
    return condition == IoCondition.OUT ? outputWaiters() : inputWaiters();
  }

  @Override
  protected final WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return watch(conditions);
  }

  final SignalledWatch watch(Set<IoCondition> conditions) {
    var watch = new SignalledWatch(this, conditions, this::readyNow);
    int asked = IoCondition.toReadiness(conditions);
    if ((asked & INPUT_SIDE) != 0) {
      inputWaiters().add(watch);
    }
    if ((asked & Readiness.WRITE) != 0) {
      outputWaiters().add(watch);
    }
    return watch;
  }

  @Override
  protected final void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    handlers.set(readContext, read, writeContext, write);
  }

  @Override
  protected final boolean ioAwait(IoCondition condition, long timeoutNanos) {
    return waiters(condition).await(timeoutNanos);
  }

  @Override
  protected final void ioWake(IoCondition condition) {
    waiters(condition).wake();
  }

  /** Transfers here never wait, so both modes are alike. */
  @Override
  protected final void ioSetBlocking(boolean blocking) {}
}
