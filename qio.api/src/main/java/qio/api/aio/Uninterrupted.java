package qio.api.aio;

import java.util.concurrent.CountDownLatch;

/** Waits that an interrupt does not end; it is pending again afterwards. */
final class Uninterrupted {

  private interface Wait {
    void begin() throws InterruptedException;
  }

  private Uninterrupted() {}

  static void await(CountDownLatch latch) {
    insist(latch::await);
  }

  static void join(Thread thread) {
    insist(thread::join);
  }

  private static void insist(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.begin();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
