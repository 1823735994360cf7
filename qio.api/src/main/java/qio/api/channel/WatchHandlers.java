package qio.api.channel;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * The loop handlers of a channel that has no descriptor of its own to put onto a loop: each side is
 * a watch that never removes itself. For providers: what {@link QioChannel#ioSetAioFdHandler} does
 * in memory, for instance.
 *
 * <p>No lock is held while a watch is closed, since that waits for a handler that runs.
 */
public final class WatchHandlers {

  private static final System.Logger LOG = System.getLogger(WatchHandlers.class.getName());

  private record Sides(@Nullable WatchSource read, @Nullable WatchSource write) {

    static final Sides NONE = new Sides(null, null);

    void close() {
      if (read != null) {
        read.close();
      }
      if (write != null) {
        write.close();
      }
    }
  }

  private final QioChannel channel;
  private final Set<IoCondition> also;
  private final AtomicReference<Sides> sides = new AtomicReference<>(Sides.NONE);

  /**
   * For one channel, without handlers.
   *
   * @param channel the channel, whose watches serve the handlers
   */
  public WatchHandlers(QioChannel channel) {
    this(channel, Set.of());
  }

  /**
   * The same for handlers that are called in other cases too, as those of a descriptor are on an
   * error or a hang-up.
   *
   * @param channel the channel, whose watches serve the handlers
   * @param also what both sides are called for beside {@code IN} and {@code OUT}
   */
  public WatchHandlers(QioChannel channel, Set<IoCondition> also) {
    this.channel = channel;
    this.also = also;
  }

  /**
   * Replaces both sides; what was replaced is not running and never runs again afterwards.
   *
   * @param readContext the loop that calls {@code read}
   * @param read the handler for reading; null for none
   * @param writeContext the loop that calls {@code write}
   * @param write the handler for writing; null for none
   * @throws IOException if a loop is closed or the channel cannot be watched
   */
  public void set(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    sides.getAndSet(Sides.NONE).close();
    WatchSource readSide = attach(IoCondition.IN, readContext, read);
    WatchSource writeSide;
    try {
      writeSide = attach(IoCondition.OUT, writeContext, write);
    } catch (IOException | RuntimeException e) {
      if (readSide != null) {
        readSide.close();
      }
      throw e;
    }
    sides.getAndSet(new Sides(readSide, writeSide)).close();
  }

  private @Nullable WatchSource attach(
      IoCondition condition, AioContext context, @Nullable IoHandler handler) throws IOException {
    if (handler == null) {
      return null;
    }
    return channel
        .ioCreateWatch(IoCondition.fromReadiness(condition.bit() | IoCondition.toReadiness(also)))
        .attach(context, (ignored, ready) -> call(handler));
  }

  /** A handler stays, whatever it throws, as on any loop. */
  private boolean call(IoHandler handler) {
    try {
      handler.handle();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.ERROR, "a loop handler of " + channel + " failed", e);
    }
    return true;
  }
}
