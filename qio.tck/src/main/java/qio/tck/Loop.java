package qio.tck;

import java.io.IOException;
import qio.api.aio.AioContext;

/** A loop for a test: on a thread of its own, or turned by the test. */
final class Loop implements AutoCloseable {

  private final AioContext context;

  private Loop(AioContext context) {
    this.context = context;
  }

  static Loop running() throws IOException {
    return new Loop(AioContext.open("contract").start());
  }

  /** Goes round only when the test polls it. */
  static Loop still() throws IOException {
    return new Loop(AioContext.open("contract-still"));
  }

  AioContext context() {
    return context;
  }

  @Override
  public void close() {
    context.close();
  }
}
