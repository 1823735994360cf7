package qio.spi.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Something done on another thread, whose end is waited for with a limit. */
final class Work<T> {

  private static final long LIMIT_SECONDS = 30;

  /** Something that may fail. */
  interface Action {
    void run() throws Exception;
  }

  private final CompletableFuture<T> result = new CompletableFuture<>();
  final Thread thread;

  private Work(Thread.Builder kind, Callable<T> job) {
    thread =
        kind.name("test-work")
            .start(
                () -> {
                  try {
                    result.complete(job.call());
                  } catch (Throwable e) {
                    result.completeExceptionally(e);
                  }
                });
  }

  static <T> Work<T> virtual(Callable<T> job) {
    return new Work<>(Thread.ofVirtual(), job);
  }

  static Work<Void> virtual(Action job) {
    return virtual(
        () -> {
          job.run();
          return null;
        });
  }

  static <T> Work<T> platform(Callable<T> job) {
    return new Work<>(Thread.ofPlatform().daemon(), job);
  }

  static Work<Void> platform(Action job) {
    return platform(
        () -> {
          job.run();
          return null;
        });
  }

  T get() throws Exception {
    try {
      return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      var stuck = new AssertionError("still not done; it is at");
      stuck.setStackTrace(thread.getStackTrace());
      throw stuck;
    }
  }

  /** What it failed with. */
  Exception failure() throws Exception {
    try {
      T value = get();
      throw new AssertionError("it succeeded: " + value);
    } catch (Exception e) {
      return e;
    }
  }

  boolean isDone() {
    return result.isDone();
  }

  /** Waits until something is so. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not in time: " + what);
      }
      Thread.sleep(1);
    }
  }

  /** Waits until this thread sleeps. */
  void awaitAsleep() throws InterruptedException {
    await(
        "a thread that waits",
        () ->
            switch (thread.getState()) {
              case WAITING, TIMED_WAITING -> true;
              default -> isDone();
            });
    if (isDone()) {
      throw new AssertionError("it should wait, but has ended");
    }
  }

  /** An IOException of an action, or a failed test. */
  static IOException ioFailure(Action action) throws Exception {
    try {
      action.run();
    } catch (IOException e) {
      return e;
    }
    throw new AssertionError("it succeeded");
  }
}
