package qio.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits for a thread that is about to end. */
final class Joining {

  private Joining() {}

  static void join(Thread thread) throws IOException {
    try {
      if (!thread.join(Duration.ofSeconds(10))) {
        throw new IOException("the echo did not end: " + thread);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the echo was ending");
    }
  }
}
