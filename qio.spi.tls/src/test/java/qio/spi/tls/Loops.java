package qio.spi.tls;

import java.io.IOException;
import qio.api.aio.AioContext;

/** Two loops with threads of their own. */
record Loops(AioContext first, AioContext second) implements AutoCloseable {

  Loops() throws IOException {
    this(AioContext.open("test-1").start(), AioContext.open("test-2").start());
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
