package qio.spi.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import qio.api.aio.AioContext;

/**
 * The one loop that tells waiting threads of this module what is ready, where they cannot wait in
 * the operating system themselves: for sockets of {@code java.nio}, and for several sockets at
 * once. Started when the first thread waits; nothing of an application runs on it.
 */
final class SocketLoop {

  private static final AioContext CONTEXT = start();

  private SocketLoop() {}

  static AioContext context() {
    return CONTEXT;
  }

  private static AioContext start() {
    try {
      return AioContext.open("socket-wait").start();
    } catch (IOException e) {
      throw new UncheckedIOException("the loop for threads that wait for sockets", e);
    }
  }
}
