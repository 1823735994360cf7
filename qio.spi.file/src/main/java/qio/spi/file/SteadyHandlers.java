package qio.spi.file;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Readiness;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;

/**
 * Loop handlers and watches of a channel that is always ready: a regular file, or a device that
 * knows no waiting. {@code epoll} refuses their descriptors, so the loop runs the handlers as
 * bottom halves, once in every turn, which is what a poll of such a descriptor amounts to.
 *
 * <p>A handler that throws is reported and removed: it would throw in every turn.
 */
final class SteadyHandlers {

  private record Watches(@Nullable WatchSource read, @Nullable WatchSource write) {
    static final Watches NONE = new Watches(null, null);

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
  private final AtomicReference<Watches> watches = new AtomicReference<>(Watches.NONE);

  SteadyHandlers(QioChannel channel) {
    this.channel = channel;
  }

  /** A watch that finds reading and writing possible in every turn. */
  static WatchSource watch(QioChannel channel, Set<IoCondition> conditions) {
    return new SignalledWatch(channel, conditions, () -> Readiness.READ | Readiness.WRITE);
  }

  /** Replaces the handlers; the former ones are not running and never run again afterwards. */
  void set(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    WatchSource reading = attach(readContext, IoCondition.IN, read);
    WatchSource writing;
    try {
      writing = attach(writeContext, IoCondition.OUT, write);
    } catch (IOException | RuntimeException e) {
      new Watches(reading, null).close();
      throw e;
    }
    // Of threads that set handlers at the same time, the last one's stay.
    watches.getAndSet(new Watches(reading, writing)).close();
  }

  private @Nullable WatchSource attach(
      AioContext context, IoCondition condition, @Nullable IoHandler handler) throws IOException {
    if (handler == null) {
      return null;
    }
    return watch(channel, IoCondition.of(condition))
        .attach(
            context,
            (ready, conditions) -> {
              handler.handle();
              return true;
            });
  }
}
