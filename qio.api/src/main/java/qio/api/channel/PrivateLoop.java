package qio.api.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import qio.api.aio.AioContext;

/**
 * The loop on which threads wait that wait for one channel only, apart from every loop of the
 * application: nothing of theirs runs meanwhile. (The private main loop in the header's {@code
 * qio_channel_wait}.) Started at first use.
 */
final class PrivateLoop {

  private static final AioContext CONTEXT = start();

  private PrivateLoop() {}

  static AioContext context() {
    return CONTEXT;
  }

  private static AioContext start() {
    try {
      return AioContext.open("qio-wait").start();
    } catch (IOException e) {
      throw new UncheckedIOException("the loop for waiting threads could not be opened", e);
    }
  }
}
