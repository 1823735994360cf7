package qio.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Waits for clients that live on event loops to do their part. */
final class Rounds {

  private final int clients;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  // written before the clients begin
  private volatile CountDownLatch running = new CountDownLatch(0);

  Rounds(int clients) {
    this.clients = clients;
  }

  void begin() {
    running = new CountDownLatch(clients);
  }

  void done() {
    running.countDown();
  }

  /** Ends the waiting of everybody. */
  void failed(Throwable cause) {
    failure.compareAndSet(null, cause); // the first one is the cause of the others
    CountDownLatch latch = running;
    for (int i = 0; i < clients; i++) {
      latch.countDown();
    }
  }

  void await() throws IOException {
    try {
      if (!running.await(Crew.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(running.getCount() + " clients hang");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while the clients run");
    }
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IOException("a client failed: " + cause, cause);
    }
  }
}
