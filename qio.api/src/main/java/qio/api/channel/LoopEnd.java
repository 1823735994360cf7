package qio.api.channel;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import qio.api.aio.AioContext;
import qio.api.aio.CloseHook;

/**
 * Learns of the end of the loop on which a thread is about to sleep, so that it is not for ever.
 */
final class LoopEnd implements AutoCloseable {

  private final String address;
  private final AioContext context;
  private final CloseHook hook;

  private LoopEnd(String address, AioContext context, CloseHook hook) {
    this.address = address;
    this.context = context;
    this.hook = hook;
  }

  /** Has the sleeper woken when the loop ends. */
  static LoopEnd of(String address, AioContext context, Runnable wake) throws IOException {
    try {
      return new LoopEnd(address, context, context.onClose(wake));
    } catch (RejectedExecutionException e) {
      throw gone(address, context);
    }
  }

  /** Fails if the loop is gone. */
  void check() throws IOException {
    if (!context.isOpen()) {
      throw gone(address, context);
    }
  }

  private static IOException gone(String address, AioContext context) {
    return new IOException(
        address
            + ": the loop "
            + context.name()
            + " on which it waits is closed; attach the channel to another one");
  }

  @Override
  public void close() {
    hook.cancel();
  }
}
