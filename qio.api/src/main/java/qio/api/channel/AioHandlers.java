package qio.api.channel;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * Remembers on which loop a user has set handlers, so that close can take them off. No lock is held
 * while handlers are removed: a removal waits for a handler that runs, and that handler may be
 * about to change the handlers itself.
 */
final class AioHandlers {

  /** A loop that has a handler of this channel; null while none has. */
  @SuppressWarnings("UnusedVariable") // read by its handle
  private volatile @Nullable AioContext loop;

  private static final VarHandle LOOP =
      Handles.of(MethodHandles.lookup(), "loop", AioContext.class);

  void set(
      QioChannel channel,
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    loop = read != null ? readContext : write != null ? writeContext : null;
    channel.ioSetAioFdHandler(readContext, read, writeContext, write);
    if (!channel.isOpen()) {
      release(channel); // a close came in between and may have looked too early
    }
  }

  void release(QioChannel channel) throws IOException {
    AioContext some = (AioContext) LOOP.getAndSet(this, null);
    if (some != null) {
      channel.ioSetAioFdHandler(some, null, some, null);
    }
  }
}
